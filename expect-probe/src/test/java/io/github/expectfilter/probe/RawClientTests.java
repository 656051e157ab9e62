package io.github.expectfilter.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RawClientTests {

    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

    @Test
    void readsResponsesInTheirOrder() throws Exception {
        try (ScriptedServer server = answering("HTTP/1.1 100 \r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 204 \r\n\r\n");
                RawClient client = RawClient.connect(server.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: x");
            List<Answer> answers = client.readAll();
            assertThat(answers).extracting(Answer::status).containsExactly(100, 103, 200);
            assertThat(answers.get(2).body()).isEqualTo("hello");
            assertThat(client.isSilentFor(Duration.ofMillis(1)))
                    .as("another answer is there")
                    .isFalse();
            assertThat(client.read().status()).isEqualTo(204);
            assertThat(client.isEnded()).isTrue();
            assertThat(client.transcript()).contains("> GET / HTTP/1.1", "< HTTP/1.1 103 Early", "ms ");
        }
    }

    @Test
    void readsChunksWithExtensionsAndTrailers() throws Exception {
        assertThat(
                        read("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n")
                                .body())
                .isEqualTo("hello");
    }

    @Test
    void readsToTheEndWithoutALength() throws Exception {
        assertThat(read("HTTP/1.0 200 OK\r\n\r\nhello").body()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "220 smtp.example.com ESMTP | 220 smtp",
                "HTTP/2.0 200 OK | HTTP/2.0",
                "HTTP/1.1 abc OK | HTTP/1.1 abc",
                "HTTP/1.1 2000 OK | HTTP/1.1 2000",
                "HTTP/1.1 200 OK~Content-Length: 5x~~hello | Content-Length is \"5x\"",
                "HTTP/1.1 200 OK~Content-Length: -1~~hello | Content-Length is \"-1\"",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~ | size of a chunk is \"zz\""
            })
    void saysWhatIsNotHttp(String octets, String words) {
        assertThatThrownBy(() -> read(octets.replace("~", "\r\n") + "\r\n\r\n"))
                .isInstanceOf(NotHttpException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello"})
    void saysThatTheAnswerIsNotWhole(String octets) {
        assertThatThrownBy(() -> read(octets)).isInstanceOf(EOFException.class);
    }

    @Test
    void endsAMessageThatNeverEnds() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> {
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                connection.send("x");
                Thread.sleep(10);
            }
        })) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            try (RawClient client = RawClient.connect(address, Duration.ofMillis(300))) {
                assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void aFieldThatOccursTwiceIsNotAnswered() throws Exception {
        Answer answer = read("HTTP/1.1 204 \r\nX: a\r\nx: b\r\n\r\n");
        assertThat(answer.headers("X")).containsExactly("a", "b");
        assertThatThrownBy(() -> answer.header("X")).isInstanceOf(IllegalStateException.class);
        assertThat(answer.header("Y")).isNull();
    }

    @Test
    void outcomeSaysWhatIsWrong() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> {
            connection.head();
            connection.send("HTTP/1.1 100 \r\n\r\nHTTP/1.1 413 \r\nContent-Length: 0\r\n\r\n");
            connection.readToEnd();
        })) {
            Outcome outcome = ExpectProbe.builder(server.uri()).build().announce();
            assertThat(outcome.interim()).hasSize(1);
            assertThatThrownBy(() -> outcome.assertRejectedBefore100(413))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("a 100 came first")
                    .hasMessageContaining("< HTTP/1.1 413");
            assertThatThrownBy(() -> outcome.assertRejectedBefore100(401)).hasMessageContaining("final status is 413");
            assertThatThrownBy(outcome::assertContinued).hasMessageContaining("there is a final answer: 413");
            assertThatThrownBy(outcome::assertConnectionEnded).isInstanceOf(AssertionError.class);
        }
        try (ScriptedServer server = answering(NO_CONTENT)) {
            ExpectProbe.builder(server.uri())
                    .build()
                    .announce()
                    .assertRejectedBefore100(204)
                    .assertConnectionEnded();
        }
    }

    private static ScriptedServer answering(String octets) throws IOException {
        return ScriptedServer.start(connection -> {
            connection.head();
            connection.send(octets);
        });
    }

    private static Answer read(String octets) throws IOException {
        try (ScriptedServer server = answering(octets);
                RawClient client = RawClient.connect(server.port())) {
            return client.sendHead("GET / HTTP/1.1", "Host: x").read();
        }
    }
}
