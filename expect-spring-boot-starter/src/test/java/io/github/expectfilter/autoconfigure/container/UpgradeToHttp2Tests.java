package io.github.expectfilter.autoconfigure.container;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerFacts.Problem;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** An upgrade to HTTP/2 in cleartext passes the filter by where the container reads its content first. */
class UpgradeToHttp2Tests {

    private static ConfigurableApplicationContext start(boolean http2, boolean configure) {
        return new SpringApplication(BootContract.App.class)
                .run(
                        "--server.port=0",
                        "--server.http2.enabled=" + http2,
                        "--expect.container.configure=" + configure,
                        "--expect.rules[0].max-content-length=5");
    }

    private static List<Problem> problems(ConfigurableApplicationContext context) {
        return context.getBean(ContainerFacts.class).problems().stream()
                .filter(problem -> problem.what().contains("h2c"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStartSaysWhatIsOnTheWire(boolean http2) throws Exception {
        boolean passesBy = http2 && !BootContract.CONTAINER.startsWith("jetty");
        try (ConfigurableApplicationContext context = start(http2, true);
                RawClient client = RawClient.connect(
                        Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port")))) {
            client.sendHead(
                    "POST /app/read HTTP/1.1",
                    "Host: x",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
                    "Expect: 100-continue",
                    "Content-Length: 10");
            assertThat(client.read().status()).isEqualTo(passesBy ? 100 : 413);

            assertThat(problems(context))
                    .hasSize(passesBy ? 1 : 0)
                    .allSatisfy(problem -> assertThat(problem.cure()).contains("server.http2.enabled=false"));
        }
    }

    @Test
    void undertowIsWatchedWhenItIsLeftAloneToo() {
        assumeTrue(BootContract.CONTAINER.startsWith("undertow"));
        try (ConfigurableApplicationContext context = start(true, false)) {
            assertThat(problems(context)).hasSize(1);
        }
    }
}
