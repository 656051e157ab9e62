package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;

import io.github.expectfilter.ExpectationFailedException;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link ExpectationFailedException} in Spring MVC, where a catch-all handler would take it for an error. */
class WebMvcExceptionTests {

    private static StartedApplication application;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({ThrowingController.class, CatchAll.class})
    static class App {}

    @RestController
    static class ThrowingController {

        @PutMapping("/plain")
        String plain() {
            throw new ExpectationFailedException("Not today.");
        }

        @PutMapping("/callable")
        Callable<String> callable() {
            return () -> {
                throw new ExpectationFailedException("Not today.");
            };
        }

        @PutMapping("/future")
        CompletableFuture<String> future() {
            return CompletableFuture.supplyAsync(() -> {
                throw new CompletionException(new ExpectationFailedException("Not today."));
            });
        }

        @PutMapping("/deferred")
        DeferredResult<String> deferred() {
            DeferredResult<String> result = new DeferredResult<>();
            result.setErrorResult(new ExpectationFailedException("Not today."));
            return result;
        }

        @PutMapping("/read")
        String read(@RequestBody byte[] content) {
            throw new ExpectationFailedException("Not today.");
        }

        @PutMapping("/error")
        String error() {
            throw new IllegalStateException("x");
        }

        @PutMapping("/entity")
        ResponseEntity<String> entity() {
            return ResponseEntity.status(417).body("already voted");
        }

        @PutMapping("/status-exception")
        String statusException() {
            throw new VotedException();
        }
    }

    static final class VotedException extends ResponseStatusException {

        VotedException() {
            super(HttpStatusCode.valueOf(417), "already voted");
        }
    }

    @RestControllerAdvice
    static class CatchAll {

        @ExceptionHandler
        ResponseEntity<String> handle(Exception thrown) {
            return thrown instanceof VotedException
                    ? ResponseEntity.status(417).body("already voted")
                    : ResponseEntity.status(500)
                            .body("caught " + thrown.getClass().getSimpleName());
        }
    }

    @BeforeAll
    static void start() {
        application = StartedApplication.start(App.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static String[] put(String path) {
        return new String[] {
            "PUT " + path + " HTTP/1.1",
            "Host: x",
            "Expect: 100-continue",
            "Content-Type: application/octet-stream",
            "Content-Length: 5"
        };
    }

    private static void assertAnswered(Answer answer) {
        assertThat(answer.status()).isEqualTo(417);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.body()).contains("\"detail\":\"Not today.\",\"reason\":\"application\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/callable", "/future", "/deferred"})
    void isAnsweredByTheFilterBeforeTheContentIsSent(String path) throws IOException {
        assertAnswered(application.rejected(put(path)));
    }

    @Test
    void isAnsweredTooWhenMvcHasReadTheContent() throws IOException {
        try (RawClient client = application.connect()) {
            assertThat(client.sendHead(put("/read")).read().status()).isEqualTo(100);
            client.send("hello");
            assertAnswered(client.read());
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void otherExceptionsGoWhereTheyWent() throws IOException {
        assertThat(application.rejected(put("/error")).body()).isEqualTo("caught IllegalStateException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/entity", "/status-exception"})
    void a417OfTheApplicationIsNotTouched(String path) throws IOException {
        Answer answer = application.rejected(put(path));
        assertThat(answer.status()).isEqualTo(417);
        assertThat(answer.body()).isEqualTo("already voted");
        assertThat(answer.headers("Cache-Control")).isEmpty();
    }
}
