package io.github.expectfilter.sample;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigUtils;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The sample from what {@code process-aot} generated, as in a native image: no configuration class is read. */
class AotTests {

    private static final String AOT = "spring.aot.enabled";

    @TempDir
    Path folder;

    private ConfigurableApplicationContext context;
    private int port;

    @BeforeEach
    void start() {
        System.setProperty(AOT, "true");
        SpringApplication application = new SpringApplication(SampleApplication.class);
        application.setMainApplicationClass(SampleApplication.class);
        context = application.run("--server.port=0", "--sample.folder=" + folder);
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterEach
    void stop() {
        System.clearProperty(AOT);
        context.close();
    }

    @Test
    void theFilterDecidesBeforeTheContent() throws IOException {
        assertThat(context.containsBean(AnnotationConfigUtils.CONFIGURATION_ANNOTATION_PROCESSOR_BEAN_NAME))
                .as("reads configuration classes")
                .isFalse();

        try (RawClient client = put(60_000_000, "100-continue")) {
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.isEnded()).isTrue();
        }
        try (RawClient client = put(5, "x-unknown")) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
        try (RawClient client = put(5, "100-continue")) {
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("hello").read().status()).isEqualTo(201);
            String report = client.sendHead("GET /actuator/expect HTTP/1.1", "Host: x")
                    .read()
                    .body();
            assertThat(report)
                    .contains("(continueResponseTiming=onRead)")
                    .contains("{\"decision\":\"honor\",\"enforced\":true,\"requests\":1}");
            assertThat(client.sendHead("GET /actuator/prometheus HTTP/1.1", "Host: x")
                            .read()
                            .body())
                    .contains("expect_requests_total{decision=\"honor\"");
        }
    }

    private RawClient put(long length, String expect) throws IOException {
        return RawClient.connect(port)
                .sendHead("PUT /files/a HTTP/1.1", "Host: x", "Expect: " + expect, "Content-Length: " + length);
    }
}
