package io.github.expectfilter.sample;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.expectfilter.probe.ProbeException;

/** What the page asks for: browsers send no {@code Expect}, so the application makes the exchange with itself. */
@RestController
class HandshakeController {

    /** Each holds one worker thread, and needs another one that answers it. */
    private static final int AT_ONCE = 2;

    private static final String PROBED = "/files/probe";

    private final HandshakeClient client;
    private final OwnServer server;
    private final Semaphore permits = new Semaphore(AT_ONCE);

    HandshakeController(HandshakeClient client, OwnServer server) {
        this.client = client;
        this.server = server;
    }

    @PostMapping(path = "/handshake/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    Handshake handshake(@PathVariable String name) {
        HandshakeExchange exchange = HandshakeExchange.of(name).orElseThrow(HandshakeController::notFound);
        return limited(() -> client.run(exchange));
    }

    /** Takes some seconds. */
    @PostMapping(path = "/probe", produces = MediaType.APPLICATION_JSON_VALUE)
    ProbeResult probe() {
        int length = HandshakeExchange.TOO_LARGE.contentLength();
        String command =
                "java -jar expect-probe.jar --announce " + length + " {origin}" + server.contextPath() + PROBED;
        return limited(() -> {
            try {
                return ProbeResult.of(
                        server.probe(PROBED).announcedLength(length).build().run(), command);
            } catch (ProbeException e) {
                throw new HandshakeException(e);
            }
        });
    }

    private <T> T limited(Supplier<T> exchange) {
        if (!permits.tryAcquire()) {
            throw busy();
        }
        try {
            return exchange.get();
        } finally {
            permits.release();
        }
    }

    private static ErrorResponseException notFound() {
        return new ErrorResponseException(
                HttpStatus.NOT_FOUND,
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no exchange of that name."),
                null);
    }

    private static ErrorResponseException busy() {
        var exception = new ErrorResponseException(
                HttpStatus.SERVICE_UNAVAILABLE,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE, "Other exchanges are being made: try again in a second."),
                null);
        exception.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        return exception;
    }
}
