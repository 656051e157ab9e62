package io.github.expectfilter.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What users may rely on, on every container: one method per promise, its display name is the promise as it stands in
 * docs/containers.md. A variant says how a server with the filter and {@link ContractServlet} at {@code /app/*} is
 * started, and which promises cannot be kept there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@ExtendWith(PromiseLedger.class)
public abstract class ContainerContract {

    private static final String EXPECT = "Expect: 100-continue";
    private static final String FIVE_BYTES = "Content-Length: 5";
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String MULTIPART = "Content-Type: multipart/form-data; boundary=b";
    private static final String MULTIPART_CONTENT =
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhello\r\n--b--\r\n";

    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Map<Map<String, String>, Server> servers = new HashMap<>();

    /** A started server. */
    public record Server(int port, Closeable closeable) {}

    /** The HTTP version of the requests. */
    public enum Protocol {
        HTTP_1_1,
        HTTP_2
    }

    protected abstract Protocol protocol();

    /** Names the container, its version, the way of set-up and the protocol; the name of a file. */
    protected abstract String variant();

    /**
     * Starts a server.
     *
     * @param settings settings of the filter by the names of its init-params
     */
    protected abstract Server start(Map<String, String> settings) throws Exception;

    /** What the client trusts, for servers that speak TLS. */
    protected @Nullable SSLContext tls() {
        return null;
    }

    /** By the method's name: why the promise cannot be kept here. */
    protected Map<String, String> whyNot() {
        return Map.of();
    }

    @BeforeAll
    void forgetFormerResults() throws IOException {
        Files.deleteIfExists(Path.of("target", "containers", variant() + ".tsv"));
    }

    @AfterAll
    void stop() throws IOException {
        for (Server server : servers.values()) {
            server.closeable().close();
        }
    }

    /** Connects to a server with these settings, name and value in turn. */
    protected final Connection connect(String... settings) throws Exception {
        int port = port(settings);
        SSLContext tls = tls();
        if (tls != null) {
            return isHttp2() ? Http2Connection.connect(port, tls) : Http1Connection.connect(port, tls);
        }
        return isHttp2() ? Http2Connection.connect(port) : Http1Connection.connect(port);
    }

    private int port(String... settings) throws Exception {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        Server server = servers.get(map);
        if (server == null) {
            server = start(map);
            servers.put(map, server);
        }
        return server.port();
    }

    private boolean isHttp2() {
        return protocol() == Protocol.HTTP_2;
    }

    private void assumeHttp1() {
        assumeTrue(!isHttp2(), "HTTP/1.x only");
    }

    private void assumeHttp2() {
        assumeTrue(isHttp2(), "HTTP/2 only");
    }

    private static Exchange post(Connection connection, String path, String... fields) throws IOException {
        return connection.request("POST", "/app" + path, fields);
    }

    private static void isSecond(Answer answer) {
        assertThat(answer).isNotNull();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("second");
    }

    private static void isKept(Connection connection) throws IOException {
        isSecond(post(connection, "/second", "Content-Length: 0").read());
    }

    /** HTTP/1.1: the end is announced and comes; HTTP/2: only the stream has ended. */
    private void isOver(Answer answer, Connection connection) throws IOException {
        if (isHttp2()) {
            assertThat(answer.headers("Connection")).isEmpty();
            isKept(connection);
        } else {
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(connection.isEnded()).as("connection ends").isTrue();
        }
    }

    private void isRejected(Answer answer, int status, String reason) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Length"))
                .isEqualTo(String.valueOf(answer.body().length()));
        assertThat(answer.body())
                .startsWith("{\"type\":\"urn:expect-filter:")
                .contains("\"reason\":\"" + reason + "\"");
        assertThat(answer.headers("Connection")).isEqualTo(isHttp2() ? List.of() : List.of("close"));
    }

    private static Answer afterContinue(Exchange exchange, String content) throws IOException {
        assertThat(exchange.read().status()).isEqualTo(100);
        Answer answer = exchange.sendContent(content).read();
        assertThat(answer.status()).as("one 100 only").isNotEqualTo(100);
        return answer;
    }

    /** For requests without content: some containers send a 100 nevertheless, which is idle but allowed. */
    private static Answer last(Exchange exchange) throws IOException {
        Answer answer = exchange.read();
        return answer.status() == 100 ? exchange.read() : answer;
    }

    // The way of a request

    @Test
    @DisplayName("A request without Expect is none of our business")
    void requestWithoutExpect() throws Exception {
        try (Connection connection = connect()) {
            Answer answer =
                    post(connection, "/count", FIVE_BYTES).sendContent("hello").read();
            assertThat(answer.body()).isEqualTo("5 null");
            isKept(connection);
        }
    }

    @Test
    @DisplayName("100 Continue comes when the application first reads, and once")
    void continueOnRead() throws Exception {
        try (Connection connection = connect()) {
            ContractServlet.Gate gate = ContractServlet.closeGate();
            Exchange exchange = post(connection, "/gated", EXPECT, FIVE_BYTES);
            boolean entered = gate.entered().await(10, TimeUnit.SECONDS);
            boolean silent = exchange.isSilentFor(A_MOMENT);
            gate.opened().countDown();
            assertThat(entered).isTrue();
            assertThat(silent).as("no 100 before the read").isTrue();
            assertThat(afterContinue(exchange, "hello").body()).isEqualTo("5 honor");
            isKept(connection);
        }
    }

    @Test
    @DisplayName("With continue-timing=on-accept 100 Continue comes before the application reads, and once")
    void continueOnAccept() throws Exception {
        try (Connection connection = connect("continueTiming", "on-accept")) {
            ContractServlet.Gate gate = ContractServlet.closeGate();
            Exchange exchange = post(connection, "/gated", EXPECT, FIVE_BYTES);
            boolean entered = gate.entered().await(10, TimeUnit.SECONDS);
            boolean silent = exchange.isSilentFor(A_MOMENT);
            gate.opened().countDown();
            assertThat(entered).isTrue();
            assertThat(silent).as("no 100 before the read").isFalse();
        }
        for (String path : List.of("/count", "/async", "/async-dispatch")) {
            try (Connection connection = connect("continueTiming", "on-accept")) {
                Answer answer = afterContinue(post(connection, path, EXPECT, FIVE_BYTES), "hello");
                assertThat(answer.body()).as(path).isEqualTo("5 honor");
                isKept(connection);
            }
        }
    }

    @Test
    @DisplayName("100-Continue is the same in any case of its letters")
    void continueInAnyCase() throws Exception {
        try (Connection connection = connect()) {
            for (String value : List.of("100-Continue", "100-CONTINUE")) {
                Exchange exchange = post(connection, "/count", "Expect: " + value, FIVE_BYTES);
                assertThat(afterContinue(exchange, "hello").body()).isEqualTo("5 honor");
            }
        }
    }

    @Test
    @DisplayName("An application with a ReadListener gets its 100 Continue")
    void readListener() throws Exception {
        try (Connection connection = connect()) {
            for (int round = 0; round < 2; round++) {
                Answer answer = afterContinue(post(connection, "/listener", EXPECT, FIVE_BYTES), "hello");
                assertThat(answer.body()).isEqualTo("5 by listener");
            }
            isKept(connection);
        }
    }

    @Test
    @DisplayName("An application that reads asynchronously gets its 100 Continue, and once")
    void asynchronousRead() throws Exception {
        for (String path : List.of("/async", "/async-dispatch")) {
            try (Connection connection = connect()) {
                for (String framing : List.of(FIVE_BYTES, CHUNKED)) {
                    Answer answer = afterContinue(post(connection, path, EXPECT, framing), "hello");
                    assertThat(answer.body()).as(path).isEqualTo("5 honor");
                }
                isKept(connection);
            }
        }
    }

    @Test
    @DisplayName("A content too large is rejected before it is sent, whatever its framing")
    void rejection() throws Exception {
        try (Connection connection = connect("maxContentLength", "1KB")) {
            Answer answer =
                    post(connection, "/count", EXPECT, "Content-Length: 1025").read();
            isRejected(answer, 413, "content-too-large");
            isOver(answer, connection);
        }
        try (Connection connection = connect("requireContentLength", "true")) {
            Answer answer = post(connection, "/count", EXPECT, CHUNKED).read();
            isRejected(answer, 411, "length-required");
            isOver(answer, connection);
        }
    }

    @Test
    @DisplayName("An expectation that is not supported is rejected with 417 in our words")
    void unsupportedExpectation() throws Exception {
        Map<String, String> reasons = Map.of(
                "x-quota", "unsupported-expectation",
                "x-quota=\"100-continue\"", "look-alike",
                "100-continued", "look-alike",
                "100-continue;q=1", "look-alike",
                "x quota", "malformed");
        for (Map.Entry<String, String> reason : reasons.entrySet()) {
            try (Connection connection = connect()) {
                Answer answer = post(connection, "/count", "Expect: " + reason.getKey(), FIVE_BYTES)
                        .read();
                isRejected(answer, 417, reason.getValue());
                isOver(answer, connection);
            }
        }
    }

    @Test
    @DisplayName("100-continue beside something else is rejected with 417 in our words")
    void notCanonical() throws Exception {
        try (Connection connection = connect()) {
            Answer answer = post(connection, "/count", "Expect: 100-continue, x-quota", FIVE_BYTES)
                    .read();
            isRejected(answer, 417, "not-canonical");
            isOver(answer, connection);
        }
    }

    @Test
    @DisplayName("An Expect field without a member is ignored")
    void noMember() throws Exception {
        try (Connection connection = connect()) {
            Answer answer = post(connection, "/count", "Expect:", FIVE_BYTES)
                    .sendContent("hello")
                    .read();
            assertThat(answer.body()).isEqualTo("5 ignore");
        }
    }

    @Test
    @DisplayName("With an empty list of supported expectations every one is rejected with 417 in our words")
    void nothingSupported() throws Exception {
        for (String value : List.of("100-continue", "x-quota")) {
            try (Connection connection = connect("supported", "")) {
                Answer answer = post(connection, "/count", "Expect: " + value, FIVE_BYTES)
                        .read();
                isRejected(answer, 417, "unsupported-expectation");
                isOver(answer, connection);
            }
        }
    }

    @Test
    @DisplayName("An extension named in supported reaches the application: synchronous, asynchronous, unread and 404")
    void supportedExtension() throws Exception {
        String[] settings = {"supported", "100-continue,x-quota"};
        for (String path : List.of("/count", "/async", "/async-dispatch")) {
            try (Connection connection = connect(settings)) {
                Exchange exchange = post(connection, path, "Expect: x-quota", FIVE_BYTES);
                Answer answer = exchange.sendContent("hello").read();
                assertThat(answer.body()).as(path).isEqualTo("5 honor");
                isKept(connection);
            }
        }
        try (Connection connection = connect(settings)) {
            Answer answer =
                    post(connection, "/unread", "Expect: x-quota", FIVE_BYTES).read();
            assertThat(answer.body()).isEqualTo("unread");
            isOver(answer, connection);
        }
        try (Connection connection = connect(settings)) {
            Answer answer = connection
                    .request("POST", "/nowhere", "Expect: x-quota", FIVE_BYTES)
                    .read();
            assertThat(answer.status()).isEqualTo(404);
        }
        try (Connection connection = connect(settings)) {
            Answer answer =
                    post(connection, "/count", "Expect: x-other", FIVE_BYTES).read();
            isRejected(answer, 417, "unsupported-expectation");
            isOver(answer, connection);
        }
    }

    @Test
    @DisplayName("100-continue beside a supported extension gets its 100 Continue and reaches the application")
    void continueBesideSupportedExtension() throws Exception {
        for (String path : List.of("/count", "/async", "/async-dispatch")) {
            try (Connection connection = connect("supported", "100-continue,x-quota")) {
                Exchange exchange = post(connection, path, "Expect: 100-continue, x-quota", FIVE_BYTES);
                assertThat(afterContinue(exchange, "hello").body()).as(path).isEqualTo("5 honor");
                exchange = post(connection, path, "Expect: x-quota", EXPECT, FIVE_BYTES);
                assertThat(afterContinue(exchange, "hello").body()).as(path).isEqualTo("5 honor");
                isKept(connection);
            }
        }
        try (Connection connection = connect("supported", "100-continue,x-quota")) {
            Exchange exchange =
                    post(connection, "/parameter", "Expect: 100-continue, x-quota", FORM, "Content-Length: 7");
            assertThat(afterContinue(exchange, "a=hello").body()).isEqualTo("hello");
        }
        try (Connection connection = connect("supported", "100-continue,x-quota", "continueTiming", "on-accept")) {
            Exchange exchange = post(connection, "/count", "Expect: 100-continue, x-quota", FIVE_BYTES);
            assertThat(afterContinue(exchange, "hello").body()).isEqualTo("5 honor");
        }
    }

    @Test
    @DisplayName("With unsupported=ignore an unknown expectation reaches the application")
    void unsupportedIgnored() throws Exception {
        for (String path : List.of("/count", "/async", "/async-dispatch")) {
            try (Connection connection = connect("unsupported", "ignore")) {
                Exchange exchange = post(connection, path, "Expect: x-quota", FIVE_BYTES);
                Answer answer = exchange.sendContent("hello").read();
                assertThat(answer.body()).as(path).isEqualTo("5 ignore");
                isKept(connection);
            }
        }
        try (Connection connection = connect("unsupported", "ignore")) {
            Answer answer = post(connection, "/count", "Expect: y 100-continue", FIVE_BYTES)
                    .read();
            isRejected(answer, 417, "look-alike");
            isOver(answer, connection);
        }
    }

    @Test
    @DisplayName("With syntax=lenient a list and several lines that hold 100-continue are honored")
    void lenientSyntax() throws Exception {
        for (String[] fields : new String[][] {
            {"Expect: 100-continue, 100-continue", FIVE_BYTES},
            {"Expect: ,100-continue", FIVE_BYTES},
            {"Expect: x-quota", EXPECT, FIVE_BYTES},
            {EXPECT, "Expect: x-quota", FIVE_BYTES}
        }) {
            try (Connection connection = connect("syntax", "lenient")) {
                assertThat(afterContinue(post(connection, "/count", fields), "hello")
                                .body())
                        .as(fields[0])
                        .isEqualTo("5 honor");
                isKept(connection);
            }
        }
    }

    @Test
    @DisplayName("With enforce=false the filter rejects nothing")
    void reportOnly() throws Exception {
        String[] settings = {"enforce", "false", "maxContentLength", "3"};
        try (Connection connection = connect(settings)) {
            Exchange exchange = post(connection, "/count", EXPECT, FIVE_BYTES);
            assertThat(afterContinue(exchange, "hello").body()).isEqualTo("5 reject 413 content-too-large");
            isKept(connection);
        }
    }

    @Test
    @DisplayName("An HTTP/1.0 client gets no 100 Continue")
    void http10() throws Exception {
        assumeHttp1();
        for (String path : List.of("/stream", "/reader", "/bytewise")) {
            try (Http1Connection connection = (Http1Connection) connect()) {
                RawClient client = connection.raw();
                client.sendHead("POST /app" + path + " HTTP/1.0", "Host: x", EXPECT, FIVE_BYTES);
                assertThat(client.isSilentFor(A_MOMENT)).as("no 100").isTrue();
                client.send("hello");
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("hello");
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    // The connection afterwards

    @Test
    @DisplayName("Content that was read to its end keeps the connection")
    void readContentKeeps() throws Exception {
        for (String framing : List.of(FIVE_BYTES, CHUNKED)) {
            for (String path : List.of("/stream", "/bytewise", "/reader", "/exactly")) {
                if (!path.equals("/exactly") || framing.equals(FIVE_BYTES)) {
                    keeps(path, "hello", "hello", framing, "Content-Type: text/plain");
                }
            }
        }
    }

    @Test
    @DisplayName("A form that was parsed keeps the connection")
    void parsedFormKeeps() throws Exception {
        for (String framing : List.of("Content-Length: 7", CHUNKED)) {
            for (String path : List.of("/parameter", "/parameters")) {
                keeps(path, "a=hello", "hello", framing, FORM);
            }
        }
        keeps("/parameter-then-reader", "a=hello", "hellonull", "Content-Length: 7", FORM);
    }

    @Test
    @DisplayName("A multipart that was parsed keeps the connection")
    void parsedMultipartKeeps() throws Exception {
        for (String framing : List.of("Content-Length: " + MULTIPART_CONTENT.length(), CHUNKED)) {
            keeps("/part", MULTIPART_CONTENT, "hello", framing, MULTIPART);
            keeps("/parts", MULTIPART_CONTENT, "1", framing, MULTIPART);
        }
    }

    private void keeps(String path, String content, String read, String framing, String type) throws Exception {
        try (Connection connection = connect()) {
            Answer answer = afterContinue(post(connection, path, EXPECT, framing, type), content);
            assertThat(answer.body()).as(path + " " + framing).isEqualTo(read);
            assertThat(answer.headers("Connection")).as(path + " " + framing).doesNotContain("close");
            isKept(connection);
        }
    }

    @Test
    @DisplayName("Content that was not read ends the connection, announced")
    void unreadContentEnds() throws Exception {
        for (String path : List.of("/unread", "/async-unread", "/answer?302-none", "/answer?404-none")) {
            for (String framing : List.of(FIVE_BYTES, CHUNKED)) {
                try (Connection connection = connect()) {
                    Answer answer = post(connection, path, EXPECT, framing).read();
                    assertThat(answer.status()).isNotEqualTo(100);
                    isOver(answer, connection);
                }
            }
        }
    }

    @Test
    @DisplayName("Content that was read by half ends the connection, announced")
    void halfReadContentEnds() throws Exception {
        try (Connection connection = connect()) {
            Answer answer = afterContinue(post(connection, "/half", EXPECT, FIVE_BYTES), "hello");
            assertThat(answer.body()).isEqualTo("he");
            isOver(answer, connection);
        }
    }

    @Test
    @DisplayName("A client that wants the end of the connection gets it, once")
    void clientWantsTheEnd() throws Exception {
        assumeHttp1();
        try (Connection connection = connect()) {
            Answer answer =
                    afterContinue(post(connection, "/stream", "Connection: close", EXPECT, FIVE_BYTES), "hello");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    @DisplayName("A request in place of content that was not asked for is never taken for content")
    void desync() throws Exception {
        for (int status : List.of(200, 204, 302, 401, 404, 413, 417, 500)) {
            for (String how : List.of("full", "half", "none")) {
                for (String framing : List.of("Content-Length: 63", CHUNKED)) {
                    inPlaceOfContent("/answer?" + status + "-" + how, status, framing, EXPECT);
                }
            }
        }
    }

    @Test
    @DisplayName("A request in place of content is never taken for content behind an odd form of Expect either")
    void desyncByField() throws Exception {
        for (String[] field : new String[][] {
            {"Expect:"},
            {"Expect: ,"},
            {"Expect: 100-continue,"},
            {"Expect: ,100-continue"},
            {"Expect: 100-continue, 100-continue"},
            {EXPECT, EXPECT},
            {EXPECT, "Expect: x-quota"},
            {"Expect: x-quota", EXPECT},
            {"Expect:", EXPECT},
            {"Expect: y 100-continue"},
            {"Expect: 100-continue;"},
            {"Expect: 100-continue;q=1"},
            {"Expect: 100-continue=1"},
            {"Expect: \"100-continue\""},
            {"Expect: 200-ok"},
            {"Expect:\t100-CONTINUE \t"},
            {"Expect: " + "x".repeat(7_000)},
            {"Expect: " + ",".repeat(4_000)}
        }) {
            inPlaceOfContent("/unread", 0, "Content-Length: 63", field);
        }
        if (!isHttp2()) {
            for (String field : List.of(
                    "Expect:\r\n 100-continue",
                    "Expect:\r\n\t100-continue",
                    "Expect: 100-\r\n continue",
                    "Expect : 100-continue",
                    "Expect: 100-continue\0",
                    "Expect: \u000b100-continue",
                    "Expect: 100-cont\u00efnue")) {
                inPlaceOfContent("/unread", 0, "Content-Length: 63", field);
            }
        }
    }

    private void inPlaceOfContent(String path, int status, String framing, String... expect) throws Exception {
        String what = path + " " + framing + " " + String.join(" + ", expect);
        int smuggled = ContractServlet.SMUGGLED.get();
        String[] fields = new String[expect.length + 1];
        System.arraycopy(expect, 0, fields, 0, expect.length);
        fields[expect.length] = framing;
        try (Connection connection = connect()) {
            Exchange first = post(connection, path, fields);
            // HTTP/2 refuses some of these fields by itself, with a reset.
            Answer answer = first.readUnlessEnded();
            if (answer != null && answer.status() == 100) {
                String content = "POST /app/smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
                answer = first.sendContent(content + " ".repeat(63 - content.length()))
                        .read();
            }
            if (status != 0) {
                assertThat(answer).as(what).isNotNull();
                assertThat(answer.status()).as(what).isEqualTo(status);
            }
            Answer second = unlessEnded(connection);
            if (second != null) {
                assertThat(second.body()).as(what).isEqualTo("second");
                assertThat(unlessEnded(connection)).as(what).isNotNull();
            }
        }
        assertThat(ContractServlet.SMUGGLED).as(what).hasValue(smuggled);
    }

    /** The answer to a request of its own; {@code null} when the connection has ended. */
    private static Answer unlessEnded(Connection connection) throws IOException {
        try {
            return post(connection, "/second", "Content-Length: 0").readUnlessEnded();
        } catch (SocketException ended) {
            return null;
        }
    }

    @Test
    @DisplayName("Content that comes unasked behind a rejection is never taken for a request")
    void contentBehindRejection() throws Exception {
        assumeHttp1();
        String content = "POST /app/smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
        int smuggled = ContractServlet.SMUGGLED.get();
        for (String field : List.of(EXPECT, "Expect: y 100-continue", "Expect: x-quota", "Expect:", "X: y")) {
            for (String path : List.of("/unread", "/answer?404-none", "/half", "/async-unread")) {
                try (Connection connection = connect("maxContentLength", "60")) {
                    RawClient client = ((Http1Connection) connection).raw();
                    client.send("POST /app" + path + " HTTP/1.1\r\nHost: x\r\n" + field + "\r\nContent-Length: "
                            + content.length() + "\r\n\r\n" + content);
                    client.readAll();
                    Answer second = unlessEnded(connection);
                    if (second != null) {
                        assertThat(second.body()).as(path + " " + field).isEqualTo("second");
                    }
                }
            }
        }
        assertThat(ContractServlet.SMUGGLED).hasValue(smuggled);
    }

    @Test
    @DisplayName("A client without Expect that sends nothing behind its rejection loses its connection")
    void silenceBehindRejection() throws Exception {
        assumeHttp1();
        // Less than is read and thrown away before the answer, and more.
        for (String length : List.of("1025", "5000000")) {
            try (Connection connection = connect("maxContentLength", "1KB", "rejectionDrainTimeout", "500ms")) {
                Answer answer =
                        post(connection, "/count", "Content-Length: " + length).read();
                isRejected(answer, 413, "content-too-large");
                isOver(answer, connection);
            }
        }
    }

    @Test
    @DisplayName("1,000 requests with mixed decisions: every answer belongs to its request")
    void thousandRequests() throws Exception {
        Connection connection = connect("maxContentLength", "1KB");
        int connections = 1;
        int mayEnd = 0;
        try {
            for (int i = 0; i < 1_000; i++) {
                String id = "X-Id: " + i;

                // Few rejections: a server may take many resets of streams for an attack.
                int kind = i % 10 == 6 || i % 10 == 7 ? i % 50 : i % 10;
                Answer answer = switch (kind) {
                    case 1 -> connection.request("GET", "/app/echo", id).read();
                    case 2, 3 -> afterContinue(post(connection, "/echo", id, EXPECT, FIVE_BYTES), "c%04d".formatted(i));
                    case 4 -> afterContinue(post(connection, "/echo", id, EXPECT, CHUNKED), "c%04d".formatted(i));
                    case 5 -> last(post(connection, "/echo", id, EXPECT, "Content-Length: 0"));
                    case 6 ->
                        post(connection, "/echo", id, EXPECT, "Content-Length: 2000")
                                .read();
                    case 7 ->
                        post(connection, "/echo", id, "Expect: x-quota", FIVE_BYTES)
                                .read();
                    default ->
                        post(connection, "/echo", id, FIVE_BYTES)
                                .sendContent("c%04d".formatted(i))
                                .read();
                };
                switch (kind) {
                    case 1 -> assertThat(answer.body()).isEqualTo(i + ":");
                    case 5 -> assertThat(answer.body()).isEqualTo(i + ":");
                    case 6 -> isRejected(answer, 413, "content-too-large");
                    case 7 -> assertThat(answer.status()).isEqualTo(417);
                    default -> assertThat(answer.body()).isEqualTo("%d:c%04d".formatted(i, i));
                }
                mayEnd += !isHttp2() && kind >= 5 && kind <= 7 ? 1 : 0;
                // The 417 that Tomcat makes by itself says nothing about the end that it brings.
                if (answer.headers("Connection").contains("close") || !isHttp2() && kind == 7) {
                    assertThat(connection.isEnded()).isTrue();
                    connection.close();
                    connection = connect("maxContentLength", "1KB");
                    connections++;
                }
            }
            assertThat(connections).isLessThanOrEqualTo(1 + mayEnd);
        } finally {
            connection.close();
        }
    }

    @Test
    @DisplayName("1,000 admitted requests share one connection, and every answer belongs to its request")
    void thousandRequestsOnOneConnection() throws Exception {
        try (Connection connection = connect()) {
            for (int i = 0; i < 1_000; i++) {
                String id = "X-Id: " + i;
                String content = "c%04d".formatted(i);
                Answer answer = switch (i % 4) {
                    case 0 -> connection.request("GET", "/app/echo", id).read();
                    case 1 ->
                        post(connection, "/echo", id, FIVE_BYTES)
                                .sendContent(content)
                                .read();
                    case 2 -> afterContinue(post(connection, "/echo", id, EXPECT, FIVE_BYTES), content);
                    default -> afterContinue(post(connection, "/echo", id, EXPECT, CHUNKED), content);
                };
                assertThat(answer.body()).isEqualTo(i + ":" + (i % 4 == 0 ? "" : content));
            }
        }
    }

    // HTTP/2

    @Test
    @DisplayName("A rejection resets the stream and leaves the connection alone")
    void rejectionResetsTheStream() throws Exception {
        assumeHttp2();
        try (Connection connection = connect("maxContentLength", "1KB")) {
            for (int i = 0; i < 3; i++) {
                Exchange exchange = post(connection, "/count", EXPECT, "Content-Length: 2000");
                isRejected(exchange.read(), 413, "content-too-large");
                assertThat(((Http2Connection.Stream) exchange).isReset()).isTrue();
                isKept(connection);
            }
        }
    }

    @Test
    @DisplayName("A client that resets its stream instead of sending the content disturbs nobody")
    void clientResetsTheStream() throws Exception {
        assumeHttp2();
        // One on each connection: Tomcat takes a few resets in a row for an attack, and goes away.
        for (int i = 0; i < 3; i++) {
            try (Connection connection = connect()) {
                Exchange exchange = post(connection, "/count", EXPECT, FIVE_BYTES);
                assertThat(exchange.read().status()).isEqualTo(100);
                ((Http2Connection.Stream) exchange).cancel();
                isKept(connection);
            }
        }
    }
}
