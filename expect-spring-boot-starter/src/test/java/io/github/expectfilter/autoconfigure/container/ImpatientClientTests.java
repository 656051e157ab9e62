package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * A client that says {@code Expect: 100-continue} and does not wait, as Python's requests does not: it writes everything
 * in one go and reads only then. The rejection must reach it nevertheless.
 */
class ImpatientClientTests {

    /** More than the buffers hold, and less than the drain. */
    private static final int LENGTH = 1_500_000;

    private static ConfigurableApplicationContext context;
    private static int port;

    @BeforeAll
    static void start() {
        context = new SpringApplication(BootContract.App.class)
                .run("--server.port=0", "--expect.rules[0].max-content-length=1KB");
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static void sendHead(RawClient client, long length) throws IOException {
        client.sendHead(
                "PUT /app/read HTTP/1.1",
                "Host: x",
                "Content-Type: text/plain",
                "Expect: 100-continue",
                "Content-Length: " + length);
    }

    private static void isRejection(Answer answer) {
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.body()).contains("\"reason\":\"content-too-large\"");
    }

    @RepeatedTest(20)
    void aClientThatDoesNotWaitReadsTheRejection() throws IOException {
        // Undertow shuts the reading side down when it commits an answer to unread content, so nobody can read on.
        assumeFalse(BootContract.CONTAINER.startsWith("undertow"));
        try (RawClient client = RawClient.connectWithSmallBuffer(port)) {
            sendHead(client, LENGTH);
            client.send(new byte[LENGTH]);
            isRejection(client.read());
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatWaitsIsAnsweredBeforeItSendsAnything() throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            sendHead(client, LENGTH);
            isRejection(client.read());
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotStopWritingIsCutOff() throws IOException {
        try (RawClient client = RawClient.connectWithSmallBuffer(port)) {
            sendHead(client, Long.MAX_VALUE);
            byte[] part = new byte[LENGTH];
            assertThatIOException().isThrownBy(() -> {
                for (int i = 0; i < 200; i++) {
                    client.send(part);
                }
            });
        }
    }
}
