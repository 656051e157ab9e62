package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerFacts.Problem;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Undertow's own limits: of size, which comes before any filter and which the start warns of, and of time. */
class UndertowLimitTests {

    private static final String WHAT = "Undertow answers content of more than 2 MB with an empty 500 before any filter";

    @BeforeEach
    void onUndertow() {
        assumeTrue(BootContract.CONTAINER.startsWith("undertow"));
    }

    private static ConfigurableApplicationContext start(String property) {
        return new SpringApplication(BootContract.App.class)
                .run("--server.port=0", "--expect.rules[0].max-content-length=1KB", "--" + property);
    }

    private static Answer announce(ConfigurableApplicationContext context) throws IOException {
        int port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead("POST /app/count HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 3000000");
            return client.read();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"debug=false", "server.undertow.max-http-post-size=-1"})
    void theDefaultIsWarnedOf(String property) throws IOException {
        try (ConfigurableApplicationContext context = start(property)) {
            Answer answer = announce(context);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEmpty();
            assertThat(context.getBean(ContainerFacts.class).problems())
                    .extracting(Problem::what)
                    .containsExactly(WHAT);
        }
    }

    /** Without it the client may be silent for ever: the other time counts between requests only. */
    @ParameterizedTest
    @CsvSource({"server.undertow.options.socket.READ_TIMEOUT=1000, true", "server.undertow.no-request-timeout=1s, false"
    })
    void aClientThatGotIts100AndIsSilent(String property, boolean ends) throws IOException {
        try (ConfigurableApplicationContext context = start(property);
                RawClient client = RawClient.connect(
                        Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port")))) {
            client.sendHead("POST /app/count HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 10");
            assertThat(client.read().status()).isEqualTo(100);
            if (ends) {
                assertThat(client.isEnded()).isTrue();
            } else {
                assertThat(client.isSilentFor(Duration.ofSeconds(4))).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.undertow.max-http-post-size=1TB",
                "server.undertow.options.server.max-entity-size=-1",
                "server.undertow.options.server.MAX_ENTITY_SIZE=-1"
            })
    void aLimitOfOnesOwnIsNot(String property) throws IOException {
        try (ConfigurableApplicationContext context = start(property)) {
            Answer answer = announce(context);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("\"reason\":\"content-too-large\"");
            assertThat(context.getBean(ContainerFacts.class).problems()).isEmpty();
        }
    }
}
