package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;
import java.net.URI;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.ExpectProbe;
import io.github.expectfilter.probe.ProbeReport;
import io.github.expectfilter.probe.RawClient;
import io.github.expectfilter.probe.Verdict;
import io.github.expectfilter.wire.Http1Connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** What the contract does not say, by TLS. */
class TlsWireTests {

    /** More than all buffers hold, TLS's too, and less than the drain. */
    private static final int LENGTH = 30_000_000;

    private static ConfigurableApplicationContext context;
    private static int port;

    @BeforeAll
    static void start() {
        context = new SpringApplication(BootContract.App.class)
                .run(
                        "--server.port=0",
                        Tls.ARGUMENTS.get(0),
                        Tls.ARGUMENTS.get(1),
                        Tls.ARGUMENTS.get(2),
                        // The cure of docs/containers.md: Undertow answers 500 by itself beyond 2 MB, with -1 too.
                        "--server.undertow.max-http-post-size=1GB",
                        "--expect.rules[0].paths=/app/read",
                        "--expect.rules[0].max-content-length=1KB",
                        "--expect.rejection.drain=64MB",
                        "--expect.rejection.drain-timeout=1m");
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @RepeatedTest(5)
    void aClientThatDoesNotWaitReadsTheRejection() throws IOException {
        // Undertow shuts the reading side down when it commits an answer to unread content, so nobody can read on.
        assumeFalse(BootContract.CONTAINER.startsWith("undertow"));
        rejects("Expect: 100-continue");
    }

    @RepeatedTest(5)
    void aClientWithoutExpectReadsTheRejection() throws IOException {
        rejects("X-Expect: none");
    }

    private static void rejects(String field) throws IOException {
        try (Http1Connection connection = Http1Connection.connect(port, Tls.CONTEXT)) {
            RawClient client = connection.raw();
            client.sendHead("PUT /app/read HTTP/1.1", "Host: x", field, "Content-Length: " + LENGTH);
            client.send(new byte[LENGTH]);
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.body()).contains("\"reason\":\"content-too-large\"");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void theProbeSaysEffective() throws Exception {
        ProbeReport report = ExpectProbe.builder(URI.create("https://localhost:" + port + "/app/count"))
                .trust(Tls.CONTEXT)
                .build()
                .run();
        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.EFFECTIVE);
    }
}
