package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** A container that gives up a silent client before the drain does: the client has its rejection all the same. */
class SilentClientTests {

    private static ConfigurableApplicationContext context;
    private static int port;

    @BeforeAll
    static void start() {
        context = new SpringApplication(BootContract.App.class)
                .run(
                        "--server.port=0",
                        "--server.tomcat.connection-timeout=500ms",
                        "--server.jetty.connection-idle-timeout=500ms",
                        "--expect.rules[0].max-content-length=1KB",
                        "--expect.rejection.drain-timeout=5m");
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void theContainerGivesUpBeforeTheDrainDoes() throws IOException {
        // Undertow has no such time by default, and closes the connection without a word when it is set one.
        assumeFalse(BootContract.CONTAINER.startsWith("undertow"));
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead("POST /app/read HTTP/1.1", "Host: x", "Content-Length: 1000000");
            client.send(new byte[512]);
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.body()).contains("\"reason\":\"content-too-large\"");
            assertThat(client.isEnded()).isTrue();
        }
    }
}
