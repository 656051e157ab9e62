package io.github.expectfilter.compatibility.proxies;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

import io.github.expectfilter.compatibility.Compatibility;
import io.github.expectfilter.compatibility.Programs;
import io.github.expectfilter.compatibility.Results;
import io.github.expectfilter.compatibility.SampleApp;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.ExpectProbe;
import io.github.expectfilter.probe.ProbeException;
import io.github.expectfilter.probe.ProbeReport;
import io.github.expectfilter.probe.RawClient;
import io.github.expectfilter.probe.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample behind every {@link Hop}. The client's side is measured with {@link RawClient}, the application's side is
 * what Tomcat's access log says: which request arrived, with which {@code Expect}.
 */
@Compatibility
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyTests {

    /** As curl does, and less than the application waits for content before it rejects a request without Expect. */
    private static final Duration CLIENT_WAITS = Duration.ofSeconds(1);

    /** Where an answer has to come first; so long only on a machine that is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration CONNECTION_ENDS = Duration.ofSeconds(2);

    private static final int LIMIT = 512 * 1024;
    private static final int ACCEPTED = 300_000;
    // Below what nginx takes by default.
    private static final int REJECTED = 1_000_000;
    private static final int UPLOADS = 20;

    private final Map<Hop, RunningProxy> proxies = new EnumMap<>(Hop.class);
    private final Map<Hop, Facts> facts = new EnumMap<>(Hop.class);
    private final Map<Hop, List<Future<ProbeReport>>> probes = new EnumMap<>(Hop.class);
    private final AtomicInteger number = new AtomicInteger();

    @TempDir
    static Path directory;

    private SampleApp sample;
    private Path accessLog;

    /** What is found out about a hop, piece by piece, for its row of the page. */
    private static final class Facts {
        private Exchange accepted;
        private Exchange rejected;
        private String expectAtApplication;
        private String withoutExpect;
        private String unknown;
        private Verdict verdict;
    }

    /**
     * What a client saw.
     *
     * @param interim how many 100 Continue came
     * @param interimFirst whether the first of them came before any content was sent
     * @param contentSent whether the client sent its content before the final response came
     * @param answer the final response; {@code null} when it was lost
     * @param kept whether the connection stays behind the final response, announced and in fact
     */
    private record Exchange(int interim, boolean interimFirst, boolean contentSent, Answer answer, boolean kept) {

        int status() {
            return answer == null ? 0 : answer.status();
        }

        boolean isOurs() {
            return answer != null && answer.body().contains("urn:expect-filter:");
        }

        String connection() {
            return kept ? "connection kept" : "connection closed";
        }
    }

    @BeforeAll
    void startSample() throws Exception {
        Path logs = directory.resolve("logs");
        accessLog = logs.resolve("access_log.log");
        sample = SampleApp.start(
                Files.createDirectory(directory.resolve("sample")),
                "--expect.rules[0].paths=/files/**",
                "--expect.rules[0].methods=PUT",
                "--expect.rules[0].max-content-length=" + LIMIT + "B",
                "--expect.rules[1].paths=/documents",
                "--expect.decision-endpoint.path=/expect-decision",
                "--expect.rules[1].content-types=application/pdf",
                "--server.tomcat.accesslog.enabled=true",
                "--server.tomcat.accesslog.directory=" + logs,
                "--server.tomcat.accesslog.buffered=false",
                "--server.tomcat.accesslog.rotate=false",
                "--server.tomcat.accesslog.pattern=%U %{Expect}i");
    }

    @AfterAll
    void stop() throws Exception {
        proxies.values().forEach(RunningProxy::close);
        if (sample != null) {
            sample.close();
        }
        for (Map.Entry<Hop, Facts> entry : facts.entrySet()) {
            addRow(entry.getKey(), entry.getValue());
        }
    }

    private int port(Hop hop) throws Exception {
        if (hop.program == null) {
            return sample.port();
        }
        RunningProxy proxy = proxies.get(hop);
        if (proxy == null) {
            Path files = Files.createDirectory(directory.resolve(hop.name()));
            proxy = RunningProxy.start(hop.program, files, hop.configuration(), sample.port());
            proxies.put(hop, proxy);
        }
        return proxy.port();
    }

    private Facts facts(Hop hop) {
        return facts.computeIfAbsent(hop, key -> new Facts());
    }

    private String newPath(String name) {
        return "/files/" + name + "-" + number.incrementAndGet();
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    @ParameterizedTest
    @EnumSource
    void anAcceptedUploadArrivesWhole(Hop hop) throws Exception {
        String path;
        byte[] content = content(ACCEPTED);
        Exchange exchange;
        int attempts = 0;
        do {
            path = newPath("accepted");
            exchange = upload(hop, "PUT " + path, content, true, "Expect: 100-continue");
            // Caddy's own 100 and the one that it passes on race, and one of them may be left out.
        } while (hop.program == ProxyProgram.CADDY
                && hop.passesExpectOn()
                && exchange.interim() < 2
                && ++attempts < 10);

        facts(hop).accepted = exchange;
        assertThat(exchange.status()).isEqualTo(201);
        assertThat(sample.files().resolve(path.substring("/files/".length()))).hasBinaryContent(content);
        facts(hop).expectAtApplication = expectAtApplication(path);
        assertThat(facts(hop).expectAtApplication).isEqualTo(hop.passesExpectOn() ? "100-continue" : "-");
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatWaitsReadsItsRejection(Hop hop) throws Exception {
        Exchange exchange;
        int attempts = 0;
        do {
            exchange = upload(hop, "PUT " + newPath("rejected"), content(REJECTED), false, "Expect: 100-continue");
            if (hop.handshake == Verdict.DEAF) {
                assertThat(exchange.contentSent()).isTrue();
            } else {
                assertThat(exchange.status()).isEqualTo(413);
                assertThat(exchange.isOurs()).isTrue();
            }
            // The 100 of such a hop races with the answer of the application, and loses one time in a hundred.
        } while (hop.handshake == Verdict.LATE && !exchange.interimFirst() && ++attempts < 10);

        facts(hop).rejected = exchange;
        assertThat(exchange.interimFirst()).isEqualTo(hop.handshake == Verdict.LATE || hop.handshake == Verdict.BLIND);
        assertThat(exchange.contentSent()).isNotEqualTo(isAnswerFirst(hop));
    }

    @ParameterizedTest
    @EnumSource
    void rejectionsOfUploadsWithoutExpectArriveAll(Hop hop) throws Exception {
        int port = port(hop);
        Map<String, Integer> outcomes =
                Uploads.count(UPLOADS, 4, () -> Uploads.outcome(port, "PUT " + newPath("unasked"), content(REJECTED)));

        facts(hop).withoutExpect = outcomes.getOrDefault("413 ours", 0) + " of " + UPLOADS;
        assertThat(outcomes).isEqualTo(Map.of("413 ours", UPLOADS));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownExpectationIsNotTakenForContinue(Hop hop) throws Exception {
        String path = newPath("unknown");

        Exchange exchange = upload(hop, "PUT " + path, content(5), false, "Expect: x-unknown");

        if (exchange.status() == 417) {
            facts(hop).unknown = (exchange.isOurs()
                            ? "the application: 417, " + exchange.connection()
                            : "the proxy: 417")
                    + (exchange.contentSent() ? ", after the content" : "");
        } else {
            assertThat(exchange.status()).isEqualTo(201);
            assertThat(expectAtApplication(path)).isEqualTo("-");
            facts(hop).unknown = "nobody: the field is removed";
        }
        assertThat(exchange.interim()).as("answers 100 Continue to x-unknown").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void contentIsNeverTakenForARequest(Hop hop) throws Exception {
        int port = port(hop);
        for (boolean waits : new boolean[] {true, false}) {
            for (String expect : List.of("Expect: 100-continue", "X-Expect: none")) {
                String smuggled = newPath("smuggled");
                String next = newPath("next");
                byte[] request = ("GET " + smuggled + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
                try (RawClient client = RawClient.connect(port)) {
                    client.sendHead(
                            "POST /documents HTTP/1.1",
                            "Host: localhost",
                            "Content-Type: text/plain",
                            "Content-Length: " + request.length,
                            expect);
                    if (waits) {
                        client.isSilentFor(CLIENT_WAITS);
                    }
                    assertThat(afterwards(client, request, next)).isIn("404", "ended");
                }
                assertThat(Files.readString(accessLog)).doesNotContain(smuggled);
            }
        }
        for (int i = 0; i < 10; i++) {
            String path = newPath("afterwards");
            byte[] content = content(100 + i);
            assertThat(upload(hop, "PUT " + path, content, true, "X-Expect: none")
                            .status())
                    .isEqualTo(201);
            assertThat(sample.files().resolve(path.substring("/files/".length())))
                    .hasBinaryContent(content);
        }
        assertThat(Files.readString(accessLog)).doesNotContain("/files/smuggled");
    }

    /** What becomes of the next request on the connection, behind the content of a rejected one. */
    private static String afterwards(RawClient client, byte[] content, String next) throws IOException {
        boolean rejected = false;
        try {
            client.send(content);
            List<Answer> answers = client.readAll();
            assertThat(answers.get(answers.size() - 1).status()).isEqualTo(415);
            rejected = true;
            client.sendHead("GET " + next + " HTTP/1.1", "Host: localhost");
            return String.valueOf(client.readAll().get(0).status());
        } catch (IOException ended) {
            assertThat(rejected).as("the rejection arrives before: " + ended).isTrue();
            return "ended";
        }
    }

    /** Both a request that is rejected and one that is accepted lead to the class. */
    @ParameterizedTest
    @EnumSource
    void theProbeTellsTheClass(Hop hop) throws Exception {
        port(hop); // Says so if this proxy is not on the machine.
        List<Future<ProbeReport>> reports = probes().get(hop);

        facts(hop).verdict = reports.get(0).get(5, TimeUnit.MINUTES).verdict();
        for (Future<ProbeReport> report : reports) {
            assertThat(report.get(5, TimeUnit.MINUTES).verdict())
                    .as("%s", report.get())
                    .isEqualTo(hop.handshake);
        }
    }

    /** Most of the time they wait for silence, so many of them run at once. */
    private Map<Hop, List<Future<ProbeReport>>> probes() throws Exception {
        if (probes.isEmpty()) {
            ExecutorService executor = Executors.newFixedThreadPool(12);
            for (Hop hop : Hop.values()) {
                if (isHere(hop)) {
                    int port = port(hop);
                    probes.put(
                            hop,
                            List.of(
                                    executor.submit(() -> probe(port, REJECTED)),
                                    executor.submit(() -> probe(port, ACCEPTED))));
                }
            }
            executor.shutdown();
        }
        return probes;
    }

    private boolean isHere(Hop hop) throws Exception {
        try {
            port(hop);
            return true;
        } catch (TestAbortedException missing) {
            return false;
        }
    }

    private ProbeReport probe(int port, int announced) throws ProbeException {
        return ExpectProbe.builder(URI.create("http://127.0.0.1:" + port + newPath("probe")))
                .announcedLength(announced)
                .build()
                .run();
    }

    /** Without this the log could be silent about everything. */
    @Test
    void theAccessLogWouldShowARequestTakenOutOfContent() throws Exception {
        String path = "/files/control-" + number.incrementAndGet();
        try (RawClient client = RawClient.connect(sample.port())) {
            client.sendHead("GET " + path + " HTTP/1.1", "Host: localhost", "Expect: 100-continue");
            assertThat(client.read().status()).isEqualTo(404);
        }
        assertThat(expectAtApplication(path)).isEqualTo("100-continue");
    }

    /**
     * Sends a request as a client does that waits for a while before it sends its content.
     *
     * @param atOnce whether it sends its content as soon as it is told to; otherwise it goes on waiting for the final
     *     response, for as long again
     */
    private Exchange upload(Hop hop, String request, byte[] content, boolean atOnce, String expect) throws Exception {
        int port = port(hop);
        Duration patience = isAnswerFirst(hop) ? PATIENCE : CLIENT_WAITS;
        int interim = 0;
        boolean interimFirst = false;
        boolean sent = false;
        boolean waits = expect.startsWith("Expect");
        try (RawClient client = RawClient.connectWithSmallBuffer(port)) {
            client.sendHead(
                    request + " HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/octet-stream",
                    "Content-Length: " + content.length,
                    expect);
            while (true) {
                if (!sent && (!waits || client.isSilentFor(patience))) {
                    sent = true;
                    client.send(content);
                }
                Answer answer = client.read();
                if (answer.status() >= 200) {
                    boolean kept = !"close".equals(answer.header("Connection"))
                            && waits
                            && client.isSilentFor(CONNECTION_ENDS);
                    return new Exchange(interim, interimFirst, sent, answer, kept);
                }
                assertThat(answer.status()).isEqualTo(100);
                interim++;
                interimFirst |= !sent;
                waits &= !atOnce;
            }
        } catch (IOException lost) {
            assertThat(sent).as(request + ": " + lost).isTrue();
            return new Exchange(interim, interimFirst, true, null, false);
        }
    }

    /** Whether the application decides about the expectation, and its answer passes before the content. */
    private static boolean isAnswerFirst(Hop hop) {
        return hop.handshake == Verdict.EFFECTIVE || hop.handshake == Verdict.LATE;
    }

    /** The {@code Expect} with which a request reached the application; {@code -} when there was none. */
    private String expectAtApplication(String path) throws Exception {
        for (int i = 0; i < 100; i++) {
            for (String line : Files.readAllLines(accessLog)) {
                if (line.startsWith(path + " ")) {
                    return line.substring(path.length() + 1);
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError(path + " is not in the access log");
    }

    private void addRow(Hop hop, Facts facts) throws Exception {
        if (facts.accepted == null
                || facts.rejected == null
                || facts.expectAtApplication == null
                || facts.withoutExpect == null
                || facts.unknown == null
                || facts.verdict == null) {
            return;
        }
        Results.add(
                "proxies",
                hop.program == null ? "(none)" : hop.program.title,
                hop.program == null
                        ? "–"
                        : Programs.version(
                                Programs.find(hop.program.command, hop.program.debianPackage),
                                hop.program.versionArguments.toArray(new String[0])),
                hop.words,
                facts.verdict.name(),
                facts.expectAtApplication.equals("-") ? "no" : "yes",
                whoSendsContinue(facts),
                rejection(hop, facts.rejected),
                facts.withoutExpect,
                facts.unknown,
                hop.advice);
    }

    private static String whoSendsContinue(Facts facts) {
        if (facts.accepted.interim() == 0) {
            return "nobody";
        }
        if (facts.accepted.interim() > 1) {
            return "the proxy, then the application";
        }
        if (facts.rejected.interimFirst()) {
            return "the proxy";
        }
        if (facts.expectAtApplication.equals("-")) {
            return "the proxy, once the application has decided";
        }
        return "the application" + (facts.accepted.interimFirst() ? "" : ", but it comes after the content");
    }

    private static String rejection(Hop hop, Exchange rejected) {
        if (hop.handshake == Verdict.DEAF) {
            return "everything is sent first, and the answer may be lost";
        }
        String content = rejected.contentSent()
                ? "everything is sent first"
                : rejected.interimFirst() ? "told to send in vain" : "nothing is sent";
        return rejected.status() + ", " + content + ", " + rejected.connection();
    }
}
