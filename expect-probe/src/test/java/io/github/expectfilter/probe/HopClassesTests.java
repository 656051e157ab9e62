package io.github.expectfilter.probe;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole probe against one server of every class. */
class HopClassesTests {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    @ParameterizedTest
    @EnumSource
    void isRecognizedByAnAcceptedRequest(Hops hop) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(hop.script(1_000_000))) {
            ProbeReport report = probe(server).announcedLength(65536).build().run();
            assertThat(report.verdict()).as(report.toText()).isEqualTo(hop.verdict);
            assertThat(report.isAsHoped()).as(report.toText()).isEqualTo(hop == Hops.EFFECTIVE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRecognizedByARefusedRequest(Hops hop) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(hop.script(1_000_000))) {
            ProbeReport report =
                    probe(server).announcedLength(2_000_000).build().run();
            assertThat(report.verdict()).as(report.toText()).isEqualTo(hop.verdict);
        }
    }

    /** What the report promises at its top, counted on the other side. */
    @ParameterizedTest
    @ValueSource(longs = {2, 1000, 5_000_000})
    void sendsNoMoreThanItSays(long announced) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> {
            String head = connection.head();
            if (!head.startsWith("PUT")) {
                connection.read(Hops.length(head));
            }
            connection.send("HTTP/1.1 413 \r\nContent-Length: 0\r\n\r\n");
            assertThat(connection.read(announced))
                    .as("an upload must not become whole")
                    .isLessThan(announced);
        })) {
            ExpectProbe probe = probe(server).announcedLength(announced).build();
            ProbeReport report = probe.run();
            assertThat(server.contentBytes()).isPositive().isLessThanOrEqualTo(report.contentSent());
            assertThat(report.contentSent()).isLessThanOrEqualTo(Exchanges.mostContent(announced));
            assertThat(report.plan()).contains("at most " + Exchanges.mostContent(announced) + " bytes");
            assertThat(server.heads()).hasSize(Exchanges.MOST_REQUESTS);
            assertThat(report.requests()).isEqualTo(Exchanges.MOST_REQUESTS);
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (ScriptedServer other = ScriptedServer.start(Hops.EFFECTIVE.script(1_000_000));
                ScriptedServer server = ScriptedServer.start(connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 307 \r\nLocation: " + other.uri()
                            + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                })) {
            probe(server).build().run();
            assertThat(other.heads()).isEmpty();
            assertThat(server.heads()).isNotEmpty();
        }
    }

    @Test
    void sendsTheUsersFieldsOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Hops.EFFECTIVE.script(1_000_000))) {
            ProbeReport report = probe(server)
                    .method("POST")
                    .field("Host", "files.example.com")
                    .field("Authorization", "Bearer c2VjcmV0")
                    .build()
                    .run();
            assertThat(server.heads())
                    .allSatisfy(head -> assertThat(head)
                            .containsOnlyOnce("Host: files.example.com\r\n")
                            .containsOnlyOnce("Authorization: Bearer c2VjcmV0\r\n")
                            .doesNotContain("localhost"));
            assertThat(report.transcripts().toString())
                    .contains("Authorization: ***")
                    .doesNotContain("c2VjcmV0");
        }
    }

    @Test
    void reportsLostRefusals() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> {
            String head = connection.head();
            if (head.startsWith("PUT") && !head.contains("Expect")) {
                return;
            }
            connection.send((head.startsWith("PUT") ? "HTTP/1.1 413 " : "HTTP/1.1 200 ")
                    + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        })) {
            ProbeReport report = probe(server).build().run();
            assertThat(check(report, "rfc9112/9.6/refusal-readable").result()).isEqualTo(Check.Result.FAILED);
            assertThat(check(report, "rfc9112/9.6/refusal-readable").evidence()).startsWith("0 of 5 times 413");
        }
    }

    @Test
    void reportsAContinueToHttp10() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> {
            String head = connection.head();
            if (head.contains("HTTP/1.0")) {
                connection.send("HTTP/1.1 100 \r\n\r\n");
            }
            connection.send("HTTP/1.1 403 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        })) {
            ProbeReport report = probe(server).build().run();
            assertThat(check(report, "rfc9110/15.2/interim-to-http-1.0").result())
                    .isEqualTo(Check.Result.FAILED);
        }
    }

    @Test
    void reportsAConnectionThatStaysOpenAfter417() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> {
            String head = connection.head();
            boolean expects = head.contains("Expect");
            connection.send(
                    "HTTP/1.1 " + (expects && !head.startsWith("PUT") ? 417 : 200) + " \r\nContent-Length: 0\r\n\r\n");
            connection.readToEnd();
        })) {
            ProbeReport report = probe(server).build().run();
            assertThat(check(report, "rfc9112/9.6/connection-after-refusal").result())
                    .isEqualTo(Check.Result.FAILED);
            assertThat(report.exitStatus()).isEqualTo(1);
        }
    }

    private static Check check(ProbeReport report, String id) {
        List<Check> checks =
                report.checks().stream().filter(check -> check.id().equals(id)).toList();
        assertThat(checks).as(report.toText()).hasSize(1);
        return checks.get(0);
    }

    private static ExpectProbe.Builder probe(ScriptedServer server) {
        return ExpectProbe.builder(server.uri()).timeLimit(LIMIT);
    }
}
