package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.expectfilter.ExpectFilterListener;
import io.github.expectfilter.autoconfigure.ContentRule;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;
import io.github.expectfilter.wire.Http2Connection;

import static org.assertj.core.api.Assertions.assertThat;

/** What a proxy gets when it asks, on the wire of each container. */
class DecisionEndpointTests {

    private static final String PATH = "/.well-known/expect-decision";
    private static final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private static final AtomicInteger number = new AtomicInteger();

    private static ConfigurableApplicationContext context;
    private static int port;

    /** Of this test alone: what others have done may be told a moment later. */
    private final String file = "/files/" + number.incrementAndGet();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Uploads.class)
    static class App {

        @Bean
        ExpectFilterListener teller() {
            return event -> told.add(event.decision() + " of " + event.request().getMethod() + " "
                    + event.request().getServletPath() + ", spared " + event.unreceivedContent());
        }
    }

    @RestController
    static class Uploads {

        @PutMapping("/files/{name}")
        String put(HttpServletRequest request) throws IOException {
            return "read " + request.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        @ContentRule(contentTypes = "image/*")
        @PostMapping("/pictures/{name}")
        String picture() {
            return "";
        }

        @PutMapping("/busy")
        String busy(HttpServletRequest request) throws IOException {
            return put(request);
        }
    }

    @BeforeAll
    static void start() {
        context = new SpringApplication(App.class)
                .run(
                        "--server.port=0",
                        "--server.http2.enabled=true",
                        "--expect.decision-endpoint.path=" + PATH,
                        "--expect.rules[0].paths=/files/**",
                        "--expect.rules[0].max-content-length=1KB",
                        "--expect.rules[0].require-authorization=Bearer",
                        "--expect.rules[1].paths=/busy",
                        "--expect.rules[1].max-concurrent=1");
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static String[] question(String protocol, String... fields) {
        List<String> head = new ArrayList<>(List.of("GET " + PATH + " HTTP/" + protocol, "Host: x"));
        head.addAll(List.of(fields));
        return head.toArray(String[]::new);
    }

    private static Answer ask(String... fields) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(question("1.1", fields));
            return client.read();
        }
    }

    private void assertTooLarge(Answer answer) throws InterruptedException {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("X-Expect-Status")).isEqualTo("413");
        assertThat(answer.header("X-Expect-Reason")).isEqualTo("content-too-large");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":413,").contains("At most 1 KB (1024 bytes)");
        assertThat(told()).isEqualTo("reject 413 content-too-large of PUT " + file + ", spared 1025");
    }

    /** What is told next of the file of this test; {@code null} if nothing is. */
    private String told() throws InterruptedException {
        String next;
        do {
            next = told.poll(10, TimeUnit.SECONDS);
        } while (next != null && !isOfThisTest(next));
        return next;
    }

    private boolean isOfThisTest(String event) {
        return event.contains(" " + file + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void tellsTheTrueStatusAndKeepsTheConnectionOfTheProxy(String protocol) throws Exception {
        try (RawClient client = RawClient.connect(port)) {
            for (int i = 0; i < 2; i++) {
                client.sendHead(question(
                        protocol,
                        "Connection: keep-alive",
                        "Authorization: Bearer x",
                        "X-Original-Method: PUT",
                        "X-Original-URI: " + file + "?x=1",
                        "X-Original-Content-Length: 1025",
                        "X-Original-Content-Type: video/mp4",
                        "X-Original-Expect: 100-continue"));
                assertTooLarge(client.read());
            }
        }
        assertThat(told).noneMatch(this::isOfThisTest);
    }

    @Test
    void tellsItOverHttp2() throws Exception {
        try (Http2Connection connection = Http2Connection.connect(port)) {
            assertTooLarge(connection
                    .request(
                            "GET",
                            PATH,
                            "Authorization: Bearer x",
                            "X-Original-Method: PUT",
                            "X-Original-URI: " + file,
                            "X-Original-Content-Length: 1025")
                    .read());
        }
    }

    @Test
    void saysGoOnAndTellsNobody() throws Exception {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(question(
                    "1.1",
                    "Authorization: Bearer x",
                    "X-Original-Method: PUT",
                    "X-Original-URI: " + file,
                    "X-Original-Content-Length: 1024",
                    "X-Original-Expect: 100-continue"));
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.headers("X-Expect-Status")).isEmpty();
            assertThat(told).noneMatch(this::isOfThisTest);

            client.sendHead("PUT " + file + " HTTP/1.1", "Host: x", "Authorization: Bearer x", "Content-Length: 3");
            client.send("abc");
            assertThat(client.read().body()).isEqualTo("read 3");
        }
        assertThat(told()).isEqualTo("ignore of PUT " + file + ", spared 0");
    }

    /** A proxy that forgets to take the content's fields out: it must not be told to send the content. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 70000", "Transfer-Encoding: chunked"})
    void neverSendsA100OfItsOwn(String announcement) throws Exception {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(question(
                    "1.1",
                    "Expect: 100-continue",
                    announcement,
                    "Authorization: Bearer x",
                    "X-Original-Method: PUT",
                    "X-Original-URI: " + file,
                    "X-Original-Content-Length: 1025",
                    "X-Original-Expect: 100-continue"));
            Answer answer = client.read();
            assertTooLarge(answer);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(question(
                    "1.1", "Expect: 100-continue", announcement, "X-Original-Method: PUT", "X-Original-URI: /x"));
            assertThat(client.read().status()).isEqualTo(204);
        }
    }

    @Test
    void saysWhatTheProxyMustSend() throws Exception {
        Answer answer = ask("X-Original-Method: PUT");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("X-Original-URI").contains("The proxy");
    }

    @ParameterizedTest
    @CsvSource({
        "/files/a, 401",
        "/x/../files/a, 401",
        "//files//a, 401",
        "/files;v=1/a, 401",
        "/%66iles/a?b, 401",
        "/other, ",
        "/files/..%2Fa, 400",
        "/files/%2e%2e/a, 400"
    })
    void theRulesSeeThePathOfTheClient(String uri, String status) throws Exception {
        Answer answer = ask("X-Original-Method: PUT", "X-Original-URI: " + uri, "X-Original-Content-Length: 5");

        assertThat(answer.header("X-Expect-Status")).isEqualTo(status);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("401".equals(status) ? "Bearer" : null);
    }

    @ParameterizedTest
    @CsvSource({"text/plain, 415", "image/png, "})
    void theRulesOfControllersHoldToo(String contentType, String status) throws Exception {
        Answer answer = ask(
                "X-Original-Method: POST",
                "X-Original-URI: /pictures/a",
                "X-Original-Content-Length: 5",
                "X-Original-Content-Type: " + contentType);

        assertThat(answer.header("X-Expect-Status")).isEqualTo(status);
        assertThat(answer.header("Accept")).isEqualTo(status == null ? null : "image/*");
    }

    @Test
    void saysThatThereIsNoPlaceAndTakesNone() throws Exception {
        String[] question = {"X-Original-Method: PUT", "X-Original-URI: /busy", "X-Original-Content-Length: 3"};
        for (int i = 0; i < 3; i++) {
            assertThat(ask(question).status()).isEqualTo(204);
        }
        try (RawClient upload = RawClient.connect(port)) {
            upload.sendHead("PUT /busy HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 3");
            assertThat(upload.read().status()).isEqualTo(100);

            Answer full = ask(question);
            assertThat(full.header("X-Expect-Status")).isEqualTo("503");
            assertThat(full.header("Retry-After")).isEqualTo("1");

            upload.send("abc");
            assertThat(upload.read().body()).isEqualTo("read 3");
        }
        // The place is given back behind the answer.
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (ask(question).status() != 204) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
