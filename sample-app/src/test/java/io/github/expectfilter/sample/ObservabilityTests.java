package io.github.expectfilter.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees of the sample. The application is started as its users start it: {@code @SpringBootTest} would
 * switch the export of metrics off.
 */
class ObservabilityTests {

    private static final String MARKER = "zq7marker";

    @TempDir
    Path folder;

    private ConfigurableApplicationContext context;
    private int port;

    @BeforeEach
    void start() {
        context = SpringApplication.run(SampleApplication.class, "--server.port=0", "--sample.folder=" + folder);
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private String get(String path) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            Answer answer = client.sendHead("GET " + path + " HTTP/1.1", "Host: x", "Accept: */*")
                    .read();
            assertThat(answer.status()).isEqualTo(200);
            return answer.body();
        }
    }

    /** Lines of the scrape about the filter, without comments. */
    private List<String> scrape() throws IOException {
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith("expect_"))
                .toList();
    }

    /** A PUT that sends its content only when it is told to go on; then the connection goes on, otherwise it ends. */
    private void put(int status, long length, String... fields) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.send("PUT /files/a HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n");
            Answer answer = client.sendHead(fields).read();
            if (answer.status() == 100) {
                answer = client.send(new byte[(int) length]).read();
            } else if (status >= 400) {
                // The rejection is counted after the answer and before the end of the connection.
                assertThat(client.isEnded()).isTrue();
            }
            assertThat(answer.status()).isEqualTo(status);
        }
    }

    @Test
    void aScrapeHasTheExactCounts() throws IOException {
        for (int i = 0; i < 5; i++) {
            put(i == 0 ? 201 : 200, 1000, "Expect: 100-continue");
        }
        put(200, 0, "Expect: 100-continue");
        put(413, 2_000_000_000, "Expect: 100-continue");
        put(413, 60_000_000, "Expect: 100-continue");
        put(417, 70, "Expect: " + MARKER);
        put(417, 80, "Expect: 100-continue", "Expect: " + MARKER);
        put(417, 90, "Expect:");
        put(431, 100, "Expect: " + "x".repeat(600));

        assertThat(scrape())
                .filteredOn(line -> !line.startsWith("expect_decision_seconds_sum")
                        && !line.startsWith("expect_decision_seconds_max"))
                .containsExactlyInAnyOrder(
                        "expect_requests_total{decision=\"honor\",enforced=\"true\",reason=\"none\",status=\"none\"} 5.0",
                        "expect_requests_total{decision=\"ignore\",enforced=\"true\",reason=\"none\",status=\"none\"} 1.0",
                        rejected("content-too-large", 413, 2),
                        rejected("unsupported-expectation", 417, 1),
                        rejected("not-canonical", 417, 1),
                        rejected("container", 417, 1),
                        rejected("field-too-large", 431, 1),
                        // Tomcat has rejected three others itself.
                        "expect_decision_seconds_count{decision=\"honor\"} 5",
                        "expect_decision_seconds_count{decision=\"ignore\"} 1",
                        "expect_decision_seconds_count{decision=\"reject\"} 3",
                        "expect_rejected_content_bytes_count 6",
                        "expect_rejected_content_bytes_sum 2.06000034E9",
                        "expect_rejected_content_bytes_max 2.0E9");
    }

    private static String rejected(String reason, int status, int count) {
        return "expect_requests_total{decision=\"reject\",enforced=\"true\",reason=\"" + reason + "\",status=\""
                + status + "\"} " + count + ".0";
    }

    /** Whatever clients send, they make neither a time series nor a row. */
    @Test
    void tenThousandRandomRequestsAreCountedInTheSameRows() throws IOException {
        Random random = new Random(6);
        // Every kind of client with every kind of Expect, so that all rows are there.
        for (String client : CLIENTS) {
            for (String expect : EXPECTS) {
                send(client, expect);
            }
        }
        List<String> series = names(scrape());
        byte[] report = withoutNumbers(get("/actuator/expect"));
        for (int i = 0; i < 10_000; i++) {
            send(randomEnd(CLIENTS, random), randomEnd(EXPECTS, random));
        }

        assertThat(names(scrape())).isEqualTo(series);
        String reportNow = get("/actuator/expect");
        assertThat(withoutNumbers(reportNow)).hasSameSizeAs(report);
        assertThat(reportNow + String.join("", scrape())).doesNotContainIgnoringCase(MARKER);
        assertThat(scrape().stream()
                        .filter(line -> line.startsWith("expect_requests_total"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .sum())
                .isEqualTo(CLIENTS.size() * EXPECTS.size() + 10_000);
    }

    /** To each of them something random can be added without making it another kind. */
    private static final List<String> CLIENTS = List.of(
            "curl/" + MARKER,
            "Java-http-client/" + MARKER,
            "Boto3/" + MARKER,
            "python-requests/" + MARKER,
            "Mozilla/5.0 " + MARKER,
            MARKER);

    private static final List<String> EXPECTS = List.of(
            MARKER, MARKER + "=", MARKER + " b", "\"" + MARKER, "100-continue " + MARKER, "x".repeat(600) + MARKER);

    private static String randomEnd(List<String> beginnings, Random random) {
        StringBuilder value = new StringBuilder(beginnings.get(random.nextInt(beginnings.size())));
        for (int length = random.nextInt(40); length > 0; length--) {
            value.append("!#$%&'*+-.^_`|~0123456789abcdefABCDEF".charAt(random.nextInt(37)));
        }
        return value.toString();
    }

    private void send(String client, String expect) throws IOException {
        try (RawClient connection = RawClient.connect(port)) {
            connection.sendHead(
                    "PUT /files/a HTTP/1.1",
                    "Host: x",
                    "User-Agent: " + client,
                    "Expect: " + expect,
                    "Content-Length: 5");
            // Otherwise Tomcat lingers for it, each time.
            connection.send("12345");
            assertThat(connection.read().status()).isIn(417, 431);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    private static List<String> names(List<String> lines) {
        List<String> names = new ArrayList<>();
        lines.forEach(line -> names.add(line.substring(0, line.lastIndexOf(' '))));
        return names;
    }

    private static byte[] withoutNumbers(String report) {
        return report.replaceAll("\"requests\":[0-9]+", "\"requests\":0").getBytes(StandardCharsets.UTF_8);
    }
}
