package io.github.expectfilter.autoconfigure.container;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A folded field is what the container makes of it, as the README says. */
class FoldedFieldTests {

    private static ConfigurableApplicationContext context;
    private static int port;

    @BeforeAll
    static void start() {
        context = new SpringApplication(BootContract.App.class).run("--server.port=0");
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Expect:|   100-continue  , 100, 100, 100",
        "Expect:~ 100-continue, 400, 400, 100",
        "Expect: 100-continue~  , 100, 400, 100"
    })
    void whatAFoldBecomes(String field, int onTomcat, int onJetty, int onUndertow) throws Exception {
        int expected = BootContract.CONTAINER.startsWith("tomcat")
                ? onTomcat
                : BootContract.CONTAINER.startsWith("jetty") ? onJetty : onUndertow;
        String lines = field.replace("|", "").replace("~", "\r\n ");
        try (RawClient client = RawClient.connect(port)) {
            client.send("POST /app/count HTTP/1.1\r\nHost: x\r\n" + lines + "\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(expected);
        }
    }
}
