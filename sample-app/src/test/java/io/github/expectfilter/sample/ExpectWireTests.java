package io.github.expectfilter.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The rows of the decision table on the wire of the sample, in each configuration. "By Tomcat" marks what Tomcat refuses
 * before any filter is asked, so that the filter can word the answer only.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(DecisionHeader.class)
class ExpectWireTests {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("sample.folder", () -> folder.toString());
    }

    @AfterEach
    void removeFiles() throws IOException {
        for (String name : files()) {
            Files.delete(folder.resolve(name));
        }
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            // Neither the lock nor an upload whose client has gone.
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** A row of the decision table: its number and what is special, the status and reason, the lines of the field. */
    private static Arguments row(String description, int status, String reason, String... values) {
        return arguments(description, status, reason, lines(values));
    }

    private static Arguments row(String description, String... values) {
        return arguments(description, lines(values));
    }

    private static List<String> lines(String... values) {
        return Arrays.stream(values).map(value -> "Expect:" + value).toList();
    }

    private static String[] times(int count, String value) {
        return Collections.nCopies(count, value).toArray(String[]::new);
    }

    private static final String LONG = WireSupport.MARKER.repeat(57);

    /** By the field alone, whatever the syntax. */
    private static final List<Arguments> REJECTED_ALWAYS = List.of(
            row("2: nine lines", 431, "field-too-large", times(9, "100-continue")),
            row("2: more than 512 characters", 431, "field-too-large", "100-continue", LONG),
            row("2: more than 512 characters, by Tomcat", 431, "field-too-large", LONG),
            row("2: nine members", 431, "field-too-large", "100-continue", "a,b,c,d,e,f,g," + WireSupport.MARKER),
            row("2: 17 empty members", 431, "field-too-large", "100-continue", ",".repeat(16)),
            row("2: nine parameters", 431, "field-too-large", "100-continue", WireSupport.MARKER + "=1;;;;;;;;;"),
            row("9: beside a malformed line", 417, "look-alike", "100-continue", "\"" + WireSupport.MARKER),
            row("9: quoted, by Tomcat", 417, "look-alike", "\"100-continue\""),
            row("9: with a word before, by Tomcat", 417, "look-alike", WireSupport.MARKER + " 100-continue"),
            row("9: with a value, by Tomcat", 417, "look-alike", "100-continue=" + WireSupport.MARKER),
            row("9: with a parameter, by Tomcat", 417, "look-alike", "100-continue;q=1"),
            row("9: in two lines, by Tomcat", 417, "look-alike", "100-con", "tinue"),
            row("9: folded in the middle, by Tomcat", 417, "look-alike", "100-\r\n continue"));

    /** What RFC 9110 allows and Tomcat does not, unless something beyond 100-continue is accepted. */
    private static final List<Arguments> WITHOUT_MEMBER = List.of(
            row("6: no value, by Tomcat", ""),
            row("6: no member, by Tomcat", ","),
            row("6: no member in two lines, by Tomcat", "", ","));

    /** Forms of 100-continue that Tomcat lets pass, but not the only one that every hop understands. */
    private static final List<Arguments> NOT_CANONICAL = List.of(
            row("8: beside another expectation", "100-continue", WireSupport.MARKER),
            row("8: twice", "100-continue", "100-continue"),
            row("8: beside an empty line", "100-continue", ""),
            row("8: beside an expectation with parameters", "100-continue", "x=\"" + WireSupport.MARKER + "\";y=z"));

    private static final List<Arguments> FOLDED = List.of(
            row("5: folded with a space", "\r\n 100-continue"), row("5: folded with a tab", "\r\n\t100-continue"));

    /** Lists, of which Tomcat knows nothing. */
    private static final List<Arguments> LISTS = List.of(
            row("8: list, by Tomcat", "100-continue, " + WireSupport.MARKER),
            row("8: list with an empty member, by Tomcat", "100-continue,"),
            row("8: list behind an empty member, by Tomcat", ",100-continue"),
            row("8: list of itself, by Tomcat", "100-continue,100-continue"),
            row("8: behind an empty line, by Tomcat", "", "100-continue"),
            row("8: behind another line, by Tomcat", WireSupport.MARKER, "100-continue"));

    private static final List<Arguments> UNSUPPORTED = List.of(
            row("10: unknown, by Tomcat", WireSupport.MARKER),
            row("10: unknown with a value, by Tomcat", "x=\"" + WireSupport.MARKER + "\"; y=1"));

    private static final List<Arguments> MALFORMED = List.of(
            row("10: markup, by Tomcat", "<script>" + WireSupport.MARKER + "</script>"),
            row("10: two words, by Tomcat", "x " + WireSupport.MARKER),
            row("10: open quotation, by Tomcat", "x=\"" + WireSupport.MARKER),
            row("10: beyond ASCII, by Tomcat", "\u00fc" + WireSupport.MARKER));

    private static final List<Arguments> REJECTED_WHEN_STRICT = Stream.of(
                    REJECTED_ALWAYS.stream(),
                    WITHOUT_MEMBER.stream().map(row -> rejected(row, 417, "container")),
                    FOLDED.stream().map(row -> rejected(row, 400, "padded")),
                    NOT_CANONICAL.stream().map(row -> rejected(row, 417, "not-canonical")),
                    LISTS.stream().map(row -> rejected(row, 417, "not-canonical")),
                    UNSUPPORTED.stream().map(row -> rejected(row, 417, "unsupported-expectation")),
                    MALFORMED.stream().map(row -> rejected(row, 417, "malformed")))
            .flatMap(rows -> rows)
            .toList();

    private static final List<Arguments> HONORED_WHEN_LENIENT =
            Stream.of(FOLDED, NOT_CANONICAL, LISTS).flatMap(List::stream).toList();

    private static final List<Arguments> IGNORED_WHEN_LENIENT = Stream.of(WITHOUT_MEMBER, UNSUPPORTED, MALFORMED)
            .flatMap(List::stream)
            .toList();

    private static Arguments rejected(Arguments row, int status, String reason) {
        return arguments(row.get()[0], status, reason, row.get()[1]);
    }

    /** What holds whatever the syntax. */
    abstract static class EitherSyntax extends WireSupport {

        @ParameterizedTest
        @ValueSource(strings = {"100-continue", "100-Continue", "100-CONTINUE", "\t 100-continue \t"})
        void honorsTheCanonicalForm(String value) throws IOException {
            try (RawClient client = put("Expect:" + value)) {
                assertHonored(client, "honor");
            }
            assertThat(folder.resolve(MARKER)).hasContent(CONTENT);
        }

        @Test
        void saysNothingMoreUntilTheContentComes() throws IOException {
            try (RawClient client = put(EXPECT)) {
                assertContinue(client);
                assertThat(client.isSilentFor(SILENCE)).isTrue();
                client.send(CONTENT);
                assertAnswered(client, 201, "honor");
                assertThat(client.isSilentFor(SILENCE)).isTrue();
            }
        }

        @Test
        void honorsContentOfUndeclaredLength() throws IOException {
            try (RawClient client = request("PUT /files/a HTTP/1.1", EXPECT, CHUNKED)) {
                assertHonored(client, CHUNKS, "honor");
            }
            assertThat(folder.resolve("a")).hasContent(CONTENT);
        }

        @Test
        void honorsOneAfterTheOtherOnOneConnection() throws IOException {
            try (RawClient client = connect()) {
                for (String name : List.of("a", "b", "c")) {
                    client.sendHead("PUT /files/" + name + " HTTP/1.1", "Host: x", EXPECT, LENGTH);
                    assertHonored(client, "honor");
                }
            }
            assertThat(files()).containsExactly("a", "b", "c");
        }

        @Test
        void honorsADocument() throws IOException {
            try (RawClient client =
                    request("POST /documents HTTP/1.1", EXPECT, LENGTH, "Content-Type: application/pdf")) {
                assertHonored(client, "honor");
            }
        }

        @Test
        void honorsAForm() throws IOException {
            String form = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n"
                    + "Content-Type: application/pdf\r\n\r\nhello\r\n--x--\r\n";
            try (RawClient client = request(
                    "POST /documents HTTP/1.1",
                    EXPECT,
                    "Content-Length: " + form.length(),
                    "Content-Type: multipart/form-data; boundary=x")) {
                assertHonored(client, form, "honor");
            }
            assertThat(folder.resolve("a.pdf")).hasContent(CONTENT);
        }

        @Test
        void answersTheEagerClientOnce() throws IOException {
            try (RawClient client = connect()) {
                client.send("PUT /files/a HTTP/1.1\r\nHost: x\r\n" + EXPECT + "\r\n" + LENGTH + "\r\n\r\n" + CONTENT);
                List<Answer> answers = client.readAll();
                assertThat(answers).hasSizeBetween(1, 2);
                assertThat(answers.get(answers.size() - 1).status()).isEqualTo(201);
                assertGoesOn(client);
            }
            assertThat(folder.resolve("a")).hasContent(CONTENT);
        }

        @Test
        void passesAnUpgradeWithoutContent() throws IOException {
            try (RawClient client =
                    request("GET /files HTTP/1.1", EXPECT, "Connection: Upgrade", "Upgrade: websocket")) {
                assertThat(client.read().header(DECISION)).as("row 1").isNull();
                assertGoesOn(client);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"100-continue", MARKER, "", ",", "100-continue, " + MARKER, "\"100-continue", "\r\n x"})
        void ignoresTheFieldOfHttp10(String value) throws IOException {
            try (RawClient client = request("PUT /files/a HTTP/1.0", "Expect:" + value, LENGTH)) {
                client.send(CONTENT);
                // Row 4: a 100 would come before this.
                Answer answer = assertAnswered(client, 201, "ignore");
                assertThat(answer.headers("Connection")).doesNotContain("keep-alive");
                assertThat(client.isEnded()).isTrue();
            }
            assertThat(folder.resolve("a")).hasContent(CONTENT);
        }

        @Test
        void rejectsTheContentOfHttp10() throws IOException {
            try (RawClient client = request("PUT /files/a HTTP/1.0", EXPECT, "Content-Length: 52428801")) {
                assertRejection(client.read(), 413, "content-too-large");
            }
        }

        /** There may be a 100 before the answer, but nobody has to wait for it (RFC 9110 section 10.1.1). */
        @ParameterizedTest
        @CsvSource({
            "PUT /files/a, Content-Length: 0, 201",
            "PUT /files/a, X: y, 201",
            "GET /files, Content-Length: 0, 200",
            "GET /files, X: y, 200"
        })
        void ignoresTheFieldWithoutContent(String request, String field, int status) throws IOException {
            try (RawClient client = request(request + " HTTP/1.1", EXPECT, field)) {
                List<Answer> answers = client.readAll();
                assertThat(answers).hasSizeBetween(1, 2);
                Answer answer = answers.get(answers.size() - 1);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.header(DECISION)).isEqualTo("ignore");
                assertGoesOn(client);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"52428801", "1234567890987", "9223372036854775807"})
        void rejectsTooMuchContent(String length) throws IOException {
            try (RawClient client =
                    request("PUT /files/" + MARKER + " HTTP/1.1", EXPECT, "Content-Length: " + length)) {
                Answer answer = assertRejected(client, 413, "content-too-large");
                assertThat(answer.body()).contains("52428800").doesNotContain(length);
            }
            assertThat(files()).isEmpty();
        }

        @Test
        void honorsAsMuchContentAsIsAllowed() throws IOException {
            try (RawClient client = request("PUT /files/a HTTP/1.1", EXPECT, "Content-Length: 52428800")) {
                assertContinue(client);
            }
        }

        @Test
        void lengthBeyondALongIsTomcatsToRefuse() throws IOException {
            try (RawClient client = request("PUT /files/a HTTP/1.1", EXPECT, "Content-Length: 9223372036854775808")) {
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(400);
                assertEnded(client, answer);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Type: text/" + MARKER, "Content-Type: " + MARKER, "Content-Type:", "X: y"})
        void rejectsAnotherMediaType(String field) throws IOException {
            for (String framing : List.of(LENGTH, CHUNKED)) {
                try (RawClient client = request("POST /documents HTTP/1.1", EXPECT, framing, field)) {
                    Answer answer = assertRejected(client, 415, "unsupported-media-type");
                    assertThat(answer.headers("Accept"))
                            .containsExactly("multipart/form-data, application/pdf, image/*");
                }
            }
        }

        @Test
        void rejectsWithoutTheFieldToo() throws IOException {
            Files.writeString(folder.resolve(VICTIM), CONTENT);
            try (RawClient client = request("PUT /files/a HTTP/1.1", "Content-Length: 52428801")) {
                client.send(DELETE_VICTIM);
                assertRejection(client.read(), 413, "content-too-large");
                assertThat(client.isSilentFor(SILENCE) || client.isEnded()).isTrue();
            }
            assertThat(files()).containsExactly(VICTIM);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\0", "\1", "\b", "\u000b", "\u000c", "\u001b", "\u007f"})
        void controlCharactersAreTomcatsToRefuse(String character) throws IOException {
            try (RawClient client = put("Expect: 100-continue", "Expect: " + MARKER + character)) {
                Answer answer = client.read();
                assertThat(answer.status()).as("row 3").isEqualTo(400);
                assertThat(answer.toString()).doesNotContain(MARKER);
                assertEnded(client, answer);
            }
        }

        @Test
        void traceIsTomcatsToRefuse() throws IOException {
            try (RawClient client = request("TRACE /files HTTP/1.1", EXPECT, LENGTH)) {
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(405);
                assertEnded(client, answer);
            }
        }

        /** The application reads nothing: there is no 100, and what follows is never taken for a request. */
        @ParameterizedTest
        @CsvSource({
            "PUT /files/.hidden, X: y, 400",
            "PUT /files/a, Accept: image/png, 406",
            "PUT /files/a, Content-Range: bytes 0-4/9, 400",
            "PATCH /files/a, X: y, 405",
            "PUT /missing, X: y, 404"
        })
        void answerOfTheApplicationComesWithoutContinue(String request, String field, int status) throws IOException {
            Files.writeString(folder.resolve(VICTIM), CONTENT);
            try (RawClient client = request(request + " HTTP/1.1", EXPECT, LENGTH, field)) {
                Answer answer = assertAnswered(client, status, "honor");
                assertEnded(client, answer);
                sendInVain(client, DELETE_VICTIM);
            }
            assertThat(files()).containsExactly(VICTIM);
        }

        /** Tomcat alone would keep this connection and take the next request for the content. */
        @Test
        void successWithoutReadingEndsTheConnection() throws IOException {
            Files.writeString(folder.resolve(VICTIM), CONTENT);
            Files.writeString(folder.resolve("other"), CONTENT);
            try (RawClient client = request("DELETE /files/other HTTP/1.1", EXPECT, LENGTH)) {
                Answer answer = assertAnswered(client, 204, "honor");
                sendInVain(client, DELETE_VICTIM);
                assertEnded(client, answer);
            }
            assertThat(files()).containsExactly(VICTIM);
        }

        /** What comes in place of the content, after the answer or at once, is neither answered nor executed. */
        final void assertRejectedForGood(int status, String reason, List<String> lines) throws IOException {
            Files.writeString(folder.resolve(VICTIM), CONTENT);
            try (RawClient client = put(lines)) {
                assertRejected(client, status, reason);
                sendInVain(client, DELETE_VICTIM);
            }
            try (RawClient client = connect()) {
                client.send("PUT /files/a HTTP/1.1\r\nHost: x\r\n" + LENGTH + "\r\n" + String.join("\r\n", lines)
                        + "\r\n\r\n" + DELETE_VICTIM + "PUT /files/b HTTP/1.1\r\nHost: x\r\n" + LENGTH + "\r\n\r\n"
                        + CONTENT);
                assertRejected(client, status, reason);
            }
            assertThat(files()).containsExactly(VICTIM);
            assertThat(folder.resolve(VICTIM)).hasContent(CONTENT);
        }
    }

    @Nested
    class Strict extends EitherSyntax {

        @ParameterizedTest(name = "{0}")
        @FieldSource("io.github.expectfilter.sample.ExpectWireTests#REJECTED_WHEN_STRICT")
        void rejects(String row, int status, String reason, List<String> lines) throws IOException {
            assertRejectedForGood(status, reason, lines);
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET /files", "GET /files/victim", "OPTIONS /files", "GET /missing"})
        void rejectsTheMethod(String request) throws IOException {
            Files.writeString(folder.resolve(VICTIM), CONTENT);
            for (String framing : List.of(LENGTH, CHUNKED)) {
                try (RawClient client = request(request + " HTTP/1.1", EXPECT, framing)) {
                    client.send(DELETE_VICTIM);
                    assertRejected(client, 417, "method");
                }
            }
            assertThat(files()).containsExactly(VICTIM);
        }

        @Test
        void rejectsHeadWithoutABody() throws IOException {
            try (RawClient client = request("HEAD /files HTTP/1.1", EXPECT, LENGTH)) {
                Answer answer = client.readHead();
                assertThat(answer.status()).isEqualTo(417);
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(Integer.parseInt(answer.header("Content-Length"))).isPositive();
                assertEnded(client, answer);
            }
        }

        @Test
        void judgesTheFieldBeforeTheContent() throws IOException {
            try (RawClient client =
                    request("PUT /files/a HTTP/1.1", EXPECT, "Expect: " + MARKER, "Content-Length: 1234567890987")) {
                assertRejected(client, 417, "not-canonical");
            }
        }
    }

    @Nested
    @TestPropertySource(properties = "expect.syntax=lenient")
    class Lenient extends EitherSyntax {

        @ParameterizedTest(name = "{0}")
        @FieldSource("io.github.expectfilter.sample.ExpectWireTests#REJECTED_ALWAYS")
        void rejects(String row, int status, String reason, List<String> lines) throws IOException {
            assertRejectedForGood(status, reason, lines);
        }

        @ParameterizedTest(name = "{0}")
        @FieldSource("io.github.expectfilter.sample.ExpectWireTests#HONORED_WHEN_LENIENT")
        void honors(String row, List<String> lines) throws IOException {
            try (RawClient client = put(lines)) {
                assertHonored(client, "honor");
            }
        }

        @ParameterizedTest(name = "{0}")
        @FieldSource("io.github.expectfilter.sample.ExpectWireTests#IGNORED_WHEN_LENIENT")
        void ignores(String row, List<String> lines) throws IOException {
            try (RawClient client = put(lines)) {
                assertThat(client.isSilentFor(SILENCE)).isTrue();
                client.send(CONTENT);
                assertAnswered(client, 201, "ignore");
                assertGoesOn(client);
            }
        }

        @ParameterizedTest
        @CsvSource({"GET, 200", "OPTIONS, 200"})
        void honorsWhateverTheMethod(String method, int status) throws IOException {
            Files.writeString(folder.resolve(VICTIM), CONTENT);
            try (RawClient client = request(method + " /files HTTP/1.1", EXPECT, LENGTH)) {
                Answer answer = assertAnswered(client, status, "honor");
                sendInVain(client, DELETE_VICTIM);
                assertEnded(client, answer);
            }
            assertThat(files()).containsExactly(VICTIM);
        }
    }

    @Nested
    @TestPropertySource(properties = {"expect.syntax=lenient", "expect.unsupported=reject"})
    class LenientWithoutUnsupportedOnes extends WireSupport {

        @ParameterizedTest
        @ValueSource(strings = {"100-continue\r\nExpect:" + MARKER, MARKER, "100-continue, " + MARKER})
        void rejectsWhatIsNotSupported(String value) throws IOException {
            try (RawClient client = put("Expect:" + value)) {
                assertRejected(client, 417, "unsupported-expectation");
            }
        }

        @Test
        void honorsTwoEqualLines() throws IOException {
            try (RawClient client = put(EXPECT, EXPECT)) {
                assertHonored(client, "honor");
            }
        }
    }

    @Nested
    @TestPropertySource(properties = "expect.supported=100-continue, x-quota")
    class WithAnExtension extends WireSupport {

        @Test
        void honorsItBesideContinue() throws IOException {
            try (RawClient client = put(EXPECT, "Expect: X-Quota")) {
                assertHonored(client, "honor");
            }
        }

        @Test
        void honorsItAlone() throws IOException {
            try (RawClient client = put("Expect: X-Quota")) {
                assertThat(client.isSilentFor(SILENCE)).isTrue();
                client.send(CONTENT);
                assertAnswered(client, 201, "honor");
                assertGoesOn(client);
            }
        }

        @Test
        void rejectsAnotherBesideContinue() throws IOException {
            try (RawClient client = put(EXPECT, "Expect: x-quota, " + MARKER)) {
                assertRejected(client, 417, "not-canonical");
            }
        }
    }

    @Nested
    @TestPropertySource(properties = "expect.supported=")
    class NothingSupported extends WireSupport {

        @ParameterizedTest
        @CsvSource({
            "100-continue, unsupported-expectation",
            "100-Continue, unsupported-expectation",
            "zq7marker, unsupported-expectation",
            "'100-continue,', not-canonical",
            "'', container"
        })
        void rejectsEveryExpectation(String value, String reason) throws IOException {
            try (RawClient client = put("Expect: " + value)) {
                assertRejected(client, 417, reason);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "PUT /files/a, Content-Length: 1234567890987",
            "GET /files, Content-Length: 5",
            "PUT /files/a, Content-Length: 0",
            "GET /files, X: y"
        })
        void rejectsItBeforeAnythingElse(String request, String field) throws IOException {
            try (RawClient client = request(request + " HTTP/1.1", EXPECT, field)) {
                assertRejected(client, 417, "unsupported-expectation");
            }
        }

        @Test
        void takesContentThatComesWithoutOne() throws IOException {
            try (RawClient client = put()) {
                client.send(CONTENT);
                assertAnswered(client, 201, "ignore");
                assertGoesOn(client);
            }
            try (RawClient client = request("PUT /files/a HTTP/1.0", EXPECT, LENGTH)) {
                client.send(CONTENT);
                assertAnswered(client, 201, "ignore");
            }
        }
    }

    @Nested
    @TestPropertySource(
            properties = {
                "expect.enforce=false",
                "expect.rules[0].paths=/files/small",
                "expect.rules[0].max-content-length=4",
                "expect.rules[1].paths=/files/typed",
                "expect.rules[1].content-types=text/plain",
                "expect.rules[2].paths=/files/declared",
                "expect.rules[2].require-content-length=true",
                "expect.rules[3].paths=/files/secret",
                "expect.rules[3].require-authorization=Bearer"
            })
    class ReportOnly extends WireSupport {

        static Stream<Arguments> rejectedByTheFilter() {
            return REJECTED_WHEN_STRICT.stream()
                    .filter(row -> !String.valueOf(row.get()[0]).contains("by Tomcat"));
        }

        static Stream<Arguments> rejectedByTomcat() {
            return REJECTED_WHEN_STRICT.stream()
                    .filter(row -> String.valueOf(row.get()[0]).contains("by Tomcat"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("rejectedByTheFilter")
        void recordsTheFieldAndGoesOn(String row, int status, String reason, List<String> lines) throws IOException {
            try (RawClient client = put(lines)) {
                assertHonored(client, "reject " + status + " " + reason);
            }
        }

        /** Nothing of the application runs, so that there is no decision to be seen. */
        @ParameterizedTest(name = "{0}")
        @MethodSource("rejectedByTomcat")
        void leavesTomcatsRejectionAlone(String row, int status, String reason, List<String> lines) throws IOException {
            try (RawClient client = put(lines)) {
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(417);
                assertThat(answer.header("Content-Type")).startsWith("text/html");
                assertThat(answer.toString()).doesNotContain("expect-filter");
                assertThat(client.isEnded()).isTrue();
            }
        }

        @ParameterizedTest
        @CsvSource({
            "small, Content-Length: 5, hello, reject 413 content-too-large",
            "small, Content-Length: 4, hell, honor",
            "typed, Content-Length: 5, hello, reject 415 unsupported-media-type",
            "declared, Transfer-Encoding: chunked, '5\r\nhello\r\n0\r\n\r\n', reject 411 length-required",
            "secret, Content-Length: 5, hello, reject 401 unauthorized"
        })
        void recordsTheContentAndGoesOn(String name, String framing, String content, String decision)
                throws IOException {
            try (RawClient client = request("PUT /files/" + name + " HTTP/1.1", EXPECT, framing)) {
                assertHonored(client, content, decision);
            }
            Files.delete(folder.resolve(name));
            try (RawClient client = request("PUT /files/" + name + " HTTP/1.1", framing)) {
                client.send(content);
                assertAnswered(client, 201, decision.equals("honor") ? "ignore" : decision);
                assertGoesOn(client);
            }
        }

        @Test
        void recordsTheMethodAndGoesOn() throws IOException {
            Files.writeString(folder.resolve(VICTIM), CONTENT);
            try (RawClient client = request("GET /files HTTP/1.1", EXPECT, LENGTH)) {
                Answer answer = assertAnswered(client, 200, "reject 417 method");
                sendInVain(client, DELETE_VICTIM);
                assertEnded(client, answer);
            }
            assertThat(files()).containsExactly(VICTIM);
        }
    }

    @Nested
    @TestPropertySource(
            properties = {
                "expect.rules[0].paths=/files/declared",
                "expect.rules[0].require-content-length=true",
                "expect.rules[1].paths=/files/secret",
                "expect.rules[1].require-authorization=Basic realm=\"files\""
            })
    class OtherRules extends WireSupport {

        @Test
        void rejectContentOfUndeclaredLength() throws IOException {
            try (RawClient client = request("PUT /files/declared HTTP/1.1", EXPECT, CHUNKED)) {
                assertRejected(client, 411, "length-required");
            }
            try (RawClient client = request("PUT /files/declared HTTP/1.1", EXPECT, LENGTH)) {
                assertHonored(client, "honor");
            }
        }

        @Test
        void rejectContentOfStrangers() throws IOException {
            try (RawClient client = request("PUT /files/secret HTTP/1.1", EXPECT, LENGTH)) {
                assertThat(assertRejected(client, 401, "unauthorized").headers("WWW-Authenticate"))
                        .containsExactly("Basic realm=\"files\"");
            }
            try (RawClient client =
                    request("PUT /files/secret HTTP/1.1", EXPECT, LENGTH, "Authorization: Basic " + MARKER)) {
                assertHonored(client, "honor");
            }
        }
    }
}
