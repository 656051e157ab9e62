package io.github.expectfilter.autoconfigure.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.AdmissionCheck;
import io.github.expectfilter.Rejection;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Meters, endpoint and log of a started application, after requests on the wire. */
@ExtendWith(OutputCaptureExtension.class)
class ObserveWireTests {

    private static final String MARKER = "mArKeR-7193";

    private ConfigurableApplicationContext context;
    private int port;

    @AfterEach
    void stop() {
        context.close();
    }

    private void start(String... properties) {
        String[] args = new String[properties.length + 3];
        args[0] = "--server.port=0";
        args[1] = "--management.endpoints.web.exposure.include=expect";
        args[2] = "--expect.rules[0].max-content-length=1KB";
        for (int i = 0; i < properties.length; i++) {
            args[3 + i] = "--" + properties[i];
        }
        context = new SpringApplication(App.class).run(args);
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        SimpleMeterRegistry registry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        AdmissionCheck check() {
            return new SlowCheck();
        }

        @Bean
        ServletRegistrationBean<HttpServlet> servlet() {
            return new ServletRegistrationBean<>(new ReadingServlet(), "/servlet/*");
        }
    }

    /** Slow for those who ask for it; admits everything. */
    private static final class SlowCheck implements AdmissionCheck {

        @Override
        public @Nullable Rejection check(HttpServletRequest request) {
            if (request.getHeader("X-Slow") != null) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
            return null;
        }
    }

    private static final class ReadingServlet extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Sends a request whose content, if it is asked for, is as long as declared. */
    private int post(int length, String... lines) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.send("POST /servlet/" + MARKER + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n");
            client.sendHead(lines);
            Answer answer = client.read();
            if (answer.status() == 100) {
                client.send(new byte[length]);
                answer = client.read();
            }
            if ("close".equals(answer.header("Connection"))) {
                // Rejections are counted after the answer and before the end of the connection.
                assertThat(client.isEnded()).isTrue();
            }
            return answer.status();
        }
    }

    private String endpoint() throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.sendHead("GET /actuator/expect HTTP/1.1", "Host: x")
                    .read()
                    .body();
        }
    }

    private List<String> counts() {
        return context.getBean(MeterRegistry.class).getMeters().stream()
                .filter(meter -> meter.getId().getName().equals("expect.requests"))
                .map(meter -> tags(meter) + " "
                        + (int) meter.measure().iterator().next().getValue())
                .sorted()
                .toList();
    }

    private static String tags(Meter meter) {
        return String.join(
                " ", meter.getId().getTags().stream().map(Tag::getValue).toList());
    }

    private double unreceivedContent() {
        return context.getBean(MeterRegistry.class)
                .get("expect.rejected.content")
                .summary()
                .totalAmount();
    }

    private void sendTheMix() throws IOException {
        for (int i = 0; i < 3; i++) {
            post(10, "User-Agent: curl/8.14.1", "Expect: 100-continue");
        }
        post(2000, "User-Agent: Java-http-client/17", "Expect: 100-Continue");
        post(50, "User-Agent: " + MARKER, "Expect: " + MARKER);
        post(60, "Expect:");
        post(70, "User-Agent: Boto3/1", "Expect: 100-continue", "Expect: " + MARKER);
        post(0, "User-Agent: Boto3/1", "Expect: 100-continue");
    }

    @Test
    @SuppressWarnings("unchecked")
    void countsWhatWasDecided() throws IOException {
        start();
        sendTheMix();

        // The tags in the order of their names: decision, enforced, reason, status.
        assertThat(counts())
                .containsExactly(
                        "honor true none none 3",
                        "ignore true none none 1",
                        "reject true container 417 1",
                        "reject true content-too-large 413 1",
                        "reject true not-canonical 417 1",
                        "reject true unsupported-expectation 417 1");
        assertThat(unreceivedContent()).isEqualTo(2000 + 50 + 60 + 70);

        Map<String, Object> report = JsonParserFactory.getJsonParser().parseMap(endpoint());
        assertThat((List<Map<String, Object>>) report.get("decisions"))
                .extracting(row -> row.get("decision") + " " + row.get("enforced") + " " + row.get("requests"))
                .containsExactly(
                        "honor true 3",
                        "ignore true 1",
                        "reject 413 content-too-large true 1",
                        "reject 417 container true 1",
                        "reject 417 not-canonical true 1",
                        "reject 417 unsupported-expectation true 1");
        assertThat((List<Map<String, Object>>) report.get("clients"))
                .extracting(Map::toString)
                .contains(
                        "{client=curl, expect=100-continue, decision=honor, enforced=true, requests=3}",
                        "{client=other, expect=another expectation, decision=reject 417 unsupported-expectation,"
                                + " enforced=true, requests=1}",
                        "{client=no User-Agent, expect=an empty field, decision=reject 417 container, enforced=true,"
                                + " requests=1}");
    }

    /** The time is a lower bound: a sleep may be longer, but is not shorter than it was asked to be. */
    @Test
    void aSlowCheckIsSeen() throws IOException {
        start();
        assertThat(post(10, "X-Slow: 1", "Expect: 100-continue")).isEqualTo(200);
        sendTheMix();

        assertThat(decisionTimer("honor").max(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(50);
        assertThat(decisionTimer("honor").count()).isEqualTo(4);
        assertThat(decisionTimer("ignore").count()).isEqualTo(1);
        // The policy was not asked about those that Tomcat has rejected itself.
        assertThat(decisionTimer("reject").count()).isEqualTo(2);
        assertThat(context.getBean(MeterRegistry.class).get("expect.decision").timers())
                .hasSize(3)
                .allSatisfy(timer -> assertThat(timer.getId().getTags())
                        .extracting(Tag::getKey)
                        .containsExactly("decision"));
    }

    private Timer decisionTimer(String decision) {
        return context.getBean(MeterRegistry.class)
                .get("expect.decision")
                .tag("decision", decision)
                .timer();
    }

    @Test
    void reportsOnlyWhatWouldBeRejected() throws IOException {
        start("expect.enforce=false");
        sendTheMix();

        // The container's own 417 is what the client got, so it is not among what would break.
        assertThat(counts())
                .containsExactly(
                        "honor false none none 3",
                        "ignore false none none 1",
                        "reject false content-too-large 413 1",
                        "reject false not-canonical 417 1",
                        "reject true container 417 1",
                        "reject true unsupported-expectation 417 1");
        assertThat(unreceivedContent()).isEqualTo(50 + 60);
    }

    @Test
    @SuppressWarnings("unchecked")
    void theEndpointShowsSettingsAndContainer() throws IOException {
        start(
                "expect.supported=100-continue,x-quota",
                "expect.rules[1].paths=/a/**",
                "expect.decision-endpoint.path=/decide");

        Map<String, Object> report = JsonParserFactory.getJsonParser().parseMap(endpoint());
        assertThat(report.keySet()).containsExactly("configuration", "container", "since", "decisions", "clients");
        assertThat(report.get("configuration"))
                .hasToString("{enforce=true, supported=[100-continue, x-quota], unsupported=reject, syntax=strict,"
                        + " continueTiming=on-read, rejectionFormat=auto, rejectionDrain=2097152,"
                        + " rejectionDrainTimeout=PT2S, checks=[" + SlowCheck.class.getName()
                        + "], rules=[/** max-content-length=1024, /a/**], decisionEndpointPath=/decide}");
        Map<String, Object> container = (Map<String, Object>) report.get("container");
        assertThat(container.get("name").toString()).startsWith("Apache Tomcat/");
        assertThat((List<Object>) container.get("done"))
                .contains("Tomcat's connector on a free port sends 100 Continue when the application reads"
                        + " (continueResponseTiming=onRead)");
        assertThat((List<Object>) container.get("notDone")).isEmpty();
        assertThat((List<Object>) report.get("decisions")).isEmpty();
    }

    @Test
    void logsOneLineForEachRejectionAndNeverAValue(CapturedOutput output) throws IOException {
        start("logging.level.io.github.expectfilter=debug");
        sendTheMix();
        endpoint();

        assertThat(output.getOut().lines().filter(line -> line.contains("Expect filter 'expectFilter': enforce=true")))
                .singleElement()
                .asString()
                .contains("INFO")
                .contains("supported=[100-continue], unsupported=reject, syntax=strict, continue-timing=on-read,"
                        + " rules=[/** max-content-length=1024]");
        assertThat(output.getOut()
                        .lines()
                        .filter(line -> line.contains(" DEBUG ") && line.contains("Rejected with"))
                        .map(line -> line.substring(line.indexOf("Rejected with"))))
                .containsExactlyInAnyOrder(
                        "Rejected with 413: reason=content-too-large lines=1 length=12",
                        "Rejected with 417: reason=unsupported-expectation lines=1 length=11",
                        "Rejected with 417: reason=container lines=1 length=0",
                        "Rejected with 417: reason=not-canonical lines=2 length=23");
        assertThat(output.getAll()).doesNotContainIgnoringCase(MARKER);
    }

    @Test
    void theAccessLogCanShowTheDecision(@TempDir Path folder) throws IOException {
        start(
                "server.tomcat.accesslog.enabled=true",
                "server.tomcat.accesslog.buffered=false",
                "server.tomcat.accesslog.rotate=false",
                "server.tomcat.accesslog.directory=" + folder,
                "server.tomcat.accesslog.pattern=%s %{io.github.expectfilter.decision}r");
        post(10, "Expect: 100-continue");
        post(2000, "Expect: 100-continue");
        post(10, "Expect: " + MARKER);
        post(0);
        context.close();

        assertThat(Files.readAllLines(folder.resolve("access_log.log")))
                .containsExactlyInAnyOrder(
                        "200 honor",
                        "413 reject 413 content-too-large",
                        "417 reject 417 unsupported-expectation",
                        "200 -");
    }
}
