package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

import io.github.expectfilter.compatibility.Compatibility;
import io.github.expectfilter.compatibility.Results;
import io.github.expectfilter.compatibility.RunningProcess;
import io.github.expectfilter.compatibility.servers.ServersTable.Column;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a plain WAR with the filter in its web.xml promises, against one full server. Where the server does something
 * before any filter, its subclass says what, and that is asserted too.
 */
@Compatibility
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlainWarContract {

    static final String BEFORE_THE_FILTER = "before the filter";
    static final String WITH_THE_STREAM = "when the application asks for the stream";
    static final String WITH_THE_READ = "when the application reads";

    static final String OUR_417 = "417 of the filter";
    static final String SERVERS_417 = "417 of the server";
    static final String EMPTY_417 = "417 of the server, without a body";

    static final String NO_CONTINUE = "no 100";
    static final String CONTINUE = "a 100";

    static final String ENDS = "ends at once";
    static final String ENDS_LATER = "ends once the announced content has come";

    static final String NOT_FOUND = "404";
    static final String UNAVAILABLE = "503";
    static final String ERROR = "500";

    static final String NOTHING = "nothing";
    static final String NO_SWITCH = "WARN: 100 before any filter, no switch";

    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final String EXPECT = "Expect: 100-continue";
    private static final String SMUGGLED = "GET /app/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

    /** What the server does by itself; the words are cells of the table. */
    record Traits(
            String name,
            String continueComes,
            String unknownExpectation,
            String http10,
            String connection,
            String wrongParameter,
            String log,
            String note) {}

    private final Traits traits;
    private final Map<Column, String> row = new EnumMap<>(Column.class);
    private RunningProcess server;
    private TestAbortedException missing;
    private int port;

    PlainWarContract(Traits traits) {
        this.traits = traits;
    }

    /** The file in target/servers. */
    abstract Path download() throws IOException;

    /**
     * Starts the server on the loopback address, each WAR under the name of its file.
     *
     * @param directory an empty directory for all that it writes
     */
    abstract RunningProcess start(Path download, Path directory, List<Path> wars, int port) throws Exception;

    /** Whether the filter is to set the server up. */
    boolean configureContainer() {
        return false;
    }

    /** Whether a request with chunked content is nothing to the server before the first chunk has come. */
    boolean waitsForTheFirstChunk() {
        return false;
    }

    @BeforeAll
    void start() throws Exception {
        Path download;
        try {
            download = download();
        } catch (TestAbortedException noDownload) {
            missing = noDownload;
            return;
        }
        Path directory = Downloads.DIRECTORY.resolve("run").resolve(getClass().getSimpleName());
        Downloads.delete(directory);
        Files.createDirectories(directory);
        List<Path> wars = List.of(
                PlainWar.build(directory.resolve("app.war"), configureContainer()),
                PlainWar.buildWrong(directory.resolve("wrong.war")));
        port = RunningProcess.freePort();
        server = start(download, directory, wars, port);
        int[] inARow = {0};
        // Payara Micro answers, then forgets the application for a second, then answers again.
        server.await("answers three times in a row", () -> {
            inARow[0] = isReady() ? inARow[0] + 1 : 0;
            return inARow[0] == 3;
        });
        row.put(Column.SERVER, traits.name().formatted(version(download)));
        row.put(Column.NOTE, traits.note());
    }

    /** Each promise is reported as skipped: aborted before all, they would not be reported at all. */
    @BeforeEach
    void skipWithoutServer() {
        if (missing != null) {
            throw missing;
        }
    }

    private boolean isReady() throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead("GET /app/ready HTTP/1.1", "Host: x");
            return client.read().body().equals("ready");
        }
    }

    /** The server's own word, unless it has none: GlassFish embedded says 0.0.0, Payara Micro nothing. */
    private String version(Path download) throws IOException {
        Pattern number = Pattern.compile("[1-9]\\d*(\\.\\d+)+(\\.Final)?");
        Matcher own = number.matcher(get("/server"));
        Matcher file = number.matcher(download.getFileName().toString());
        assertThat(file.find()).isTrue();
        if (own.find()) {
            assertThat(own.group()).isEqualTo(file.group());
        }
        return file.group();
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (row.size() == Column.values().length) {
            Results.add("servers", row.values().toArray(new String[0]));
        }
    }

    /** What was seen becomes a cell of the table. */
    private void see(Column column, String seen, String expected) {
        row.put(column, seen);
        assertThat(seen).as(column.name()).isEqualTo(expected);
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(port);
    }

    private static RawClient post(RawClient client, String path, String... fields) throws IOException {
        List<String> head = new ArrayList<>(List.of("POST /app" + path + " HTTP/1.1", "Host: x"));
        head.addAll(List.of(fields));
        return client.sendHead(head.toArray(new String[0]));
    }

    private String get(String path) throws IOException {
        try (RawClient client = connect()) {
            client.sendHead("GET /app" + path + " HTTP/1.1", "Host: x");
            return client.read().body();
        }
    }

    private boolean isEager() {
        return traits.continueComes().equals(BEFORE_THE_FILTER);
    }

    @Test
    void anAcceptedUploadArrivesWholeBehindOneContinueAndTheConnectionIsKept() throws Exception {
        byte[] content = new byte[PlainWar.LIMIT];
        new Random(1).nextBytes(content);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        try (RawClient client = connect()) {
            for (String expect : List.of(EXPECT, "Expect: 100-CONTINUE", "X-No: expectation")) {
                post(client, "/upload", expect, "Content-Length: " + content.length);
                boolean hasExpectation = expect.startsWith("Expect:");
                if (hasExpectation) {
                    assertThat(client.read().status()).as(expect).isEqualTo(100);
                }
                client.send(content);
                Answer answer = client.read();
                assertThat(answer.status()).as(expect).isEqualTo(200);
                assertThat(answer.body())
                        .isEqualTo(
                                content.length + " " + checksum.getValue() + (hasExpectation ? " honor" : " ignore"));
            }
        }
    }

    @Test
    void chunkedContentArrivesWholeBehindOneContinue() throws Exception {
        try (RawClient client = connect()) {
            for (int i = 0; i < 2; i++) {
                post(client, "/upload", EXPECT, "Transfer-Encoding: chunked");
                if (waitsForTheFirstChunk()) {
                    assertThat(client.isSilentFor(A_MOMENT)).isTrue();
                } else {
                    assertThat(client.read().status()).isEqualTo(100);
                }
                client.send("5\r\nhello\r\n0\r\n\r\n");
                assertThat(finalAnswer(client).body()).startsWith("5 ").endsWith(" honor");
            }
        }
    }

    @Test
    void the100ContinueComesWhenItShould() throws Exception {
        try (RawClient client = connect()) {
            post(client, "/held", EXPECT, "Content-Length: 5");
            awaitStage("before the stream");
            String seen = BEFORE_THE_FILTER;
            if (!isEager()) {
                assertThat(client.isSilentFor(A_MOMENT)).as("nothing yet").isTrue();
                assertThat(get("/step")).isEqualTo("stepped");
                awaitStage("before the read");
                seen = WITH_THE_STREAM;
                if (traits.continueComes().equals(WITH_THE_READ)) {
                    assertThat(client.isSilentFor(A_MOMENT)).as("nothing yet").isTrue();
                    seen = WITH_THE_READ;
                    get("/step");
                }
            }
            assertThat(client.read().status()).isEqualTo(100);
            if (seen.equals(BEFORE_THE_FILTER)) {
                get("/step");
            }
            if (!seen.equals(WITH_THE_READ)) {
                get("/step");
            }
            client.send("hello");
            assertThat(client.read().body()).startsWith("5 ");
            see(Column.CONTINUE, seen, traits.continueComes());
        }
    }

    private void awaitStage(String stage) throws Exception {
        server.await("holds " + stage, () -> get("/stage").equals(stage));
    }

    @Test
    void everyRuleRejectsInTheWordsOfTheFilter() throws Exception {
        List<Integer> tooLarge =
                isRejected(413, "content-too-large", "/upload", EXPECT, "Content-Length: " + (PlainWar.LIMIT + 1));
        isRejected(415, "unsupported-media-type", "/images", EXPECT, "Content-Type: text/plain", "Content-Length: 5");
        isRejected(411, "length-required", "/sized", EXPECT, "Transfer-Encoding: chunked");
        isRejected(401, "unauthorized", "/members", EXPECT, "Content-Length: 5");
        see(Column.REJECTED, text(tooLarge), isEager() ? "100, then 413" : "413 only");
        row.put(Column.WORDS, "yes");
    }

    private static String text(List<Integer> statuses) {
        return statuses.size() == 1
                ? statuses.get(0) + " only"
                : String.join(", then ", statuses.stream().map(String::valueOf).toList());
    }

    private List<Integer> isRejected(int status, String reason, String path, String... fields) throws IOException {
        try (RawClient client = connect()) {
            post(client, path, fields);
            boolean chunked = List.of(fields).contains("Transfer-Encoding: chunked");
            if (chunked && waitsForTheFirstChunk()) {
                client.send("5\r\nhello\r\n");
            }
            List<Answer> answers = client.readAll();
            List<Integer> statuses = answers.stream().map(Answer::status).toList();
            if (chunked && waitsForTheFirstChunk()) {
                assertThat(statuses).as(reason).isIn(List.of(status), List.of(100, status));
            } else {
                assertThat(statuses).as(reason).isEqualTo(isEager() ? List.of(100, status) : List.of(status));
            }
            isOurs(answers.get(answers.size() - 1), reason);
            return statuses;
        }
    }

    private static void isOurs(Answer answer, String reason) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .startsWith("{\"type\":\"urn:expect-filter:" + reason + "\",\"title\":\"")
                .contains("\"status\":" + answer.status() + ",")
                .endsWith("\",\"reason\":\"" + reason + "\"}");
        assertThat(answer.header("Content-Length"))
                .isEqualTo(String.valueOf(answer.body().getBytes(StandardCharsets.UTF_8).length));
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(String.valueOf(answer.header("Connection")).toLowerCase(Locale.ROOT))
                .isEqualTo("close");
    }

    @Test
    void aRuleHoldsWithoutAnExpectationToo() throws Exception {
        for (boolean atOnce : new boolean[] {true, false}) {
            try (RawClient client = connect()) {
                String content = "x".repeat(PlainWar.LIMIT + 1);
                String head =
                        "POST /app/upload HTTP/1.1\r\nHost: x\r\nContent-Length: " + content.length() + "\r\n\r\n";
                if (atOnce) {
                    client.send(head + content);
                } else {
                    client.send(head).send(content);
                }
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(413);
                isOurs(answer, "content-too-large");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EXPECT, "X-No: expectation"})
    void chunkedContentOverTheLimitIsRejectedWhileItIsRead(String expect) throws Exception {
        try (RawClient client = connect()) {
            post(client, "/upload", expect, "Transfer-Encoding: chunked");
            if (expect.equals(EXPECT) && !waitsForTheFirstChunk()) {
                assertThat(client.read().status()).isEqualTo(100);
            }
            int size = PlainWar.LIMIT + 1;
            client.send(Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n");
            Answer answer = finalAnswer(client);
            assertThat(answer.status()).isEqualTo(413);
            isOurs(answer, "content-too-large");
        }
    }

    /** Where the server waits for the first chunk there may or may not be a 100 behind it: it is a race. */
    private Answer finalAnswer(RawClient client) throws IOException {
        List<Answer> answers = client.readAll();
        assertThat(answers).hasSizeLessThanOrEqualTo(waitsForTheFirstChunk() ? 2 : 1);
        return answers.get(answers.size() - 1);
    }

    @Test
    void anUnknownExpectationGets417() throws Exception {
        try (RawClient client = connect()) {
            post(client, "/upload", "Expect: foo", "Content-Length: 5");
            List<Answer> answers = client.readAll();
            Answer answer = answers.get(answers.size() - 1);
            assertThat(answers).extracting(Answer::status).containsExactly(417);
            boolean ours = "application/problem+json".equals(answer.header("Content-Type"));
            if (ours) {
                isOurs(answer, "unsupported-expectation");
            }
            see(
                    Column.UNKNOWN,
                    ours ? OUR_417 : answer.body().isEmpty() ? EMPTY_417 : SERVERS_417,
                    traits.unknownExpectation());
        }
    }

    @Test
    void anHttp10ClientIsServed() throws Exception {
        try (RawClient client = connect()) {
            client.sendHead("POST /app/upload HTTP/1.0", "Host: x", EXPECT, "Content-Length: 5");
            // So that the content comes in a segment of its own.
            Thread.sleep(A_MOMENT.toMillis());
            client.send("hello");
            List<Answer> answers = client.readAll();
            Answer answer = answers.get(answers.size() - 1);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).startsWith("5 ").endsWith(" ignore");
            see(Column.HTTP10, answers.get(0).status() == 100 ? CONTINUE : NO_CONTINUE, traits.http10());
        }
    }

    @Test
    void theConnectionEndsBehindARejection() throws Exception {
        try (RawClient client = connect()) {
            post(client, "/images", EXPECT, "Content-Type: text/plain", "Content-Length: 5");
            client.readAll();
            // Where it should end there is all the patience of the client.
            boolean open = !traits.connection().equals(ENDS) && client.isSilentFor(Duration.ofSeconds(2));
            if (open) {
                client.send("hello");
            }
            assertThat(client.isEnded()).isTrue();
            see(Column.CONNECTION, open ? ENDS_LATER : ENDS, traits.connection());
        }
    }

    @Test
    void contentOfARejectedRequestIsNeverTakenForARequest() throws Exception {
        for (String expect : List.of(EXPECT, "Expect: foo", "X-No: expectation")) {
            for (boolean atOnce : new boolean[] {true, false}) {
                smuggle("/images", atOnce, "Content-Length: " + SMUGGLED.length(), expect, SMUGGLED);
                smuggle(
                        "/images",
                        atOnce,
                        "Transfer-Encoding: chunked",
                        expect,
                        Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n");
                if (expect.equals(EXPECT)) {
                    smuggle("/unread", atOnce, "Content-Length: " + SMUGGLED.length(), expect, SMUGGLED);
                }
            }
        }
        assertThat(get("/smuggled-count")).isEqualTo("0");
    }

    private void smuggle(String path, boolean atOnce, String framing, String expect, String content)
            throws IOException {
        try (RawClient client = connect()) {
            String head = "POST /app" + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + expect + "\r\n"
                    + framing + "\r\n\r\n";
            // Nobody waits who has no expectation, and Grizzly answers nothing before the first chunk.
            boolean withHead = atOnce || !expect.startsWith("Expect:") || framing.endsWith("chunked");
            client.send(withHead ? head + content : head);
            List<Answer> answers = client.readAll();
            int status = answers.get(answers.size() - 1).status();
            if (path.equals("/unread")) {
                assertThat(status).isEqualTo(200);
            } else {
                assertThat(status).as(expect + " " + framing).isIn(415, 417);
            }
            try {
                client.send(withHead ? "GET /app/next HTTP/1.1\r\nHost: x\r\n\r\n" : content);
                client.isSilentFor(A_MOMENT);
            } catch (SocketException ended) {
                // So much the better.
            }
        }
    }

    @Test
    void aWrongInitParamNeverOpensTheGate() throws IOException {
        try (RawClient client = connect()) {
            client.sendHead("POST /wrong/upload HTTP/1.1", "Host: x", "Content-Length: 0");
            int status = client.read().status();
            assertThat(log()).contains("there is no init-param 'maxContentLenght'");
            see(Column.WRONG_PARAMETER, String.valueOf(status), traits.wrongParameter());
        }
    }

    @Test
    void theLogSaysWhatToKnow() throws IOException {
        String log = log();
        assertThat(log).as("the settings").contains("Expect filter 'uploads': ");
        String cure = "<Connector port=\"" + port + "\" protocol=\"HTTP/1.1\" continueResponseTiming=\"onRead\"/>";
        String seen = NOTHING;
        if (count(log, "100 Continue before any filter") == 1) {
            seen = log.contains(cure)
                    ? TomcatTests.WARN_WITH_THE_CURE
                    : log.contains("has no switch for it") ? NO_SWITCH : "WARN without a cure";
        } else if (count(log, "was set to continueResponseTiming=\"onRead\"") == 1) {
            seen = TomcatTests.WAS_SET;
        }
        see(Column.LOG, seen, traits.log());
    }

    /** All that the server says; where that is not on its console, a subclass knows the file. */
    String log() throws IOException {
        return server.log();
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}
