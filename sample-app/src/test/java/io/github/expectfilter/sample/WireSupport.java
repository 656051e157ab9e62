package io.github.expectfilter.sample;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Exchanges with the started sample, byte by byte, and what is true of every answer of a kind. */
abstract class WireSupport {

    static final Duration SILENCE = Duration.ofMillis(300);

    /** In every part of a request that a client chooses; it must not come back in a rejection. */
    static final String MARKER = "zq7marker";

    /** Where {@link DecisionHeader} shows the decision. */
    static final String DECISION = "X-Decision";

    static final String EXPECT = "Expect: 100-continue";
    static final String CONTENT = "hello";
    static final String LENGTH = "Content-Length: 5";
    static final String CHUNKED = "Transfer-Encoding: chunked";
    static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";
    static final String VICTIM = "victim";
    static final String DELETE_VICTIM = "DELETE /files/" + VICTIM + " HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final JsonMapper JSON = new JsonMapper();

    @LocalServerPort
    int port;

    final RawClient connect() throws IOException {
        return RawClient.connect(port);
    }

    /** Connects and sends a header section with the marker in its fields. */
    final RawClient request(String requestLine, String... fields) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of(requestLine, "Host: " + MARKER, "User-Agent: " + MARKER + "/1", "X-" + MARKER + ": " + MARKER));
        lines.addAll(List.of(fields));
        return connect().sendHead(lines.toArray(String[]::new));
    }

    /** A PUT of five bytes, none of them sent yet. */
    final RawClient put(List<String> fields) throws IOException {
        List<String> all = new ArrayList<>(fields);
        all.add(LENGTH);
        return request("PUT /files/" + MARKER + " HTTP/1.1", all.toArray(String[]::new));
    }

    final RawClient put(String... fields) throws IOException {
        return put(List.of(fields));
    }

    /** The final answer comes first, is whole, says nothing of the request, and is the last of the connection. */
    static Answer assertRejected(RawClient client, int status, String reason) throws IOException {
        Answer answer = assertRejection(client.read(), status, reason);
        assertThat(client.isEnded()).as("ended after %s", answer).isTrue();
        return answer;
    }

    static Answer assertRejection(Answer answer, int status, String reason) {
        assertThat(answer.status()).as("status of %s", answer).isEqualTo(status);
        assertThat(answer.head()).startsWith("HTTP/1.1 ");
        assertThat(answer.headers("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.headers("Content-Length"))
                .containsExactly(String.valueOf(answer.body().getBytes(StandardCharsets.UTF_8).length));
        assertThat(answer.headers("Transfer-Encoding")).isEmpty();
        assertThat(answer.headers("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers("Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.headers("Connection")).containsExactly("close");
        assertThat(answer.headers("Server")).isEmpty();
        Map<String, Object> problem = JSON.readValue(answer.body(), new TypeReference<>() {});
        assertThat(problem)
                .containsOnlyKeys("type", "title", "status", "detail", "reason")
                .containsEntry("status", status)
                .containsEntry("reason", reason)
                .containsEntry("type", "urn:expect-filter:" + reason);
        assertThat(answer.toString()).doesNotContainIgnoringCase(MARKER);
        return answer;
    }

    static void assertContinue(RawClient client) throws IOException {
        Answer answer = client.read();
        assertThat(answer.head()).matches("HTTP/1\\.1 100 [^\r\n]*\r\n\r\n");
    }

    /** One 100, with the content the final answer, and a connection that goes on. */
    static void assertHonored(RawClient client, String decision) throws IOException {
        assertHonored(client, CONTENT, decision);
    }

    static Answer assertHonored(RawClient client, String content, String decision) throws IOException {
        assertContinue(client);
        client.send(content);
        Answer answer = assertAnswered(client, 201, decision);
        assertGoesOn(client);
        return answer;
    }

    /** The next bytes are a final answer of the application. */
    static Answer assertAnswered(RawClient client, int status, String decision) throws IOException {
        Answer answer = client.read();
        assertThat(answer.status()).as("status of %s", answer).isEqualTo(status);
        assertThat(answer.header(DECISION)).isEqualTo(decision);
        return answer;
    }

    /** The connection takes another request, and the answer to it is the next thing on the wire. */
    static void assertGoesOn(RawClient client) throws IOException {
        client.sendHead("GET /files HTTP/1.1", "Host: x");
        Answer next = client.read();
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body()).startsWith("[");
    }

    /** The connection takes nothing more. */
    static void assertEnded(RawClient client, Answer last) throws IOException {
        assertThat(last.headers("Connection")).containsExactly("close");
        assertThat(client.isEnded()).isTrue();
    }

    /** Sends to a server that may have closed the connection already. */
    static void sendInVain(RawClient client, String text) throws IOException {
        try {
            client.send(text);
        } catch (SocketException closed) {
            assertThat(closed).isNotNull();
        }
    }
}
