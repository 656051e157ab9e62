package io.github.expectfilter.compatibility.clients;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import io.github.expectfilter.compatibility.Compatibility;
import io.github.expectfilter.compatibility.Results;
import io.github.expectfilter.compatibility.SampleApp;
import io.github.expectfilter.compatibility.clients.Client.Habit;
import io.github.expectfilter.compatibility.clients.Request.Expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** What real clients send to the started sample, and what they make of its answers; all numbers are those of the wire. */
@Compatibility
public class ClientTests {

    /** The columns of the table {@code clients}. */
    public static final List<String> HEADER = List.of(
            "Client",
            "Version",
            "Sends `Expect` by itself",
            "Waits for the 100",
            "Accepted upload",
            "Upload that is too large",
            "Document of a wrong type",
            "Expectation that is refused",
            "The same without `Expect`",
            "Next request");

    /** Beyond the 50 MB of the rule, and beyond what is read and thrown away behind a rejection. */
    private static final long TOO_LARGE = 60_000_000;

    private static final String TYPE = "application/octet-stream";
    private static final String GREETING = "hello";

    @TempDir
    static Path directory;

    private static Path upload;
    private static Path document;
    private static Path tooLarge;
    private static SampleApp sample;
    private static SampleApp sampleWithoutExpect;

    @BeforeAll
    static void start() throws Exception {
        upload = random("upload", 3_000_000);
        document = random("document", 1_000_000);
        tooLarge = directory.resolve("too-large");
        try (RandomAccessFile sparse = new RandomAccessFile(tooLarge.toFile(), "rw")) {
            sparse.setLength(TOO_LARGE);
        }
        sample = start("sample");
        sampleWithoutExpect = start("sample-without-expect", "--expect.supported=");
    }

    private static Path random(String name, int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return Files.write(directory.resolve(name), content);
    }

    private static SampleApp start(String name, String... options) throws Exception {
        SampleApp started = SampleApp.start(Files.createDirectory(directory.resolve(name)), options);
        Files.writeString(started.files().resolve("greeting"), GREETING);
        return started;
    }

    @AfterAll
    static void stop() {
        for (SampleApp started : new SampleApp[] {sample, sampleWithoutExpect}) {
            if (started != null) {
                started.close();
            }
        }
    }

    @TestFactory
    Stream<DynamicContainer> clients() {
        String only = System.getProperty("compatibility.client", "");
        return Clients.ALL.stream()
                .filter(client -> client.name().contains(only))
                .map(client -> new Scenarios(client).tests());
    }

    /** What one client is asked to do. */
    private static final class Scenarios {

        private final Client client;
        private final String[] row = new String[HEADER.size()];

        Scenarios(Client client) {
            this.client = client;
        }

        DynamicContainer tests() {
            return dynamicContainer(
                    client.name(),
                    Stream.of(
                            test("uploads what is accepted", this::accepted),
                            test("learns that its content is too large", this::tooLarge),
                            test("learns that its content is of a wrong type", this::wrongType),
                            test("learns that its expectation is refused, and repeats without it", this::refused),
                            test("has a row in the table", this::record)));
        }

        private DynamicTest test(String what, Executable scenario) {
            return dynamicTest(client.name() + " " + what, scenario);
        }

        private void accepted() throws Throwable {
            row[1] = client.version();
            try (Relay relay = new Relay(sample.port())) {
                Request first = put(relay, Expect.YES, upload);
                Request byDefault = put(relay, Expect.DEFAULT, upload);
                List<Answer> answers = send(first, byDefault, greeting(relay));
                relay.finish();

                for (int i = 0; i < 2; i++) {
                    Request request = i == 0 ? first : byDefault;
                    Exchange exchange = only(relay, request);
                    assertThat(answers.get(i).status()).as("%s", exchange).isEqualTo(201);
                    assertThat(stored(sample, request)).hasSameBinaryContentAs(upload);
                    assertThat(exchange.contentBytes()).isEqualTo(Files.size(upload));
                    // One 100, and only for a client that has asked.
                    assertThat(exchange.statuses())
                            .as("%s", exchange)
                            .isEqualTo(exchange.expect().isEmpty() ? List.of(201) : List.of(100, 201));
                }
                Exchange exchange = only(relay, first);
                assertExpect(exchange);
                row[2] = only(relay, byDefault).expect().isEmpty() ? "no" : "yes";
                row[4] = exchange.expect().isEmpty() ? "201, no 100" : "201 after one 100";
                assertNextRequest(relay, answers.get(2));
            }
        }

        private void tooLarge() throws Throwable {
            try (Relay relay = new Relay(sample.port())) {
                Request request = put(relay, Expect.YES, tooLarge);
                List<Answer> answers = send(request, greeting(relay));
                relay.finish();

                Exchange exchange = assertRejected(relay, request, answers.get(0), 413);
                row[3] = switch (client.habit()) {
                    case WAITS -> "yes";
                    case DOES_NOT_WAIT -> "no";
                    case NEVER_EXPECTS -> "cannot send it";
                };
                row[5] = answers.get(0) + ", " + sent(exchange, tooLarge);
                assertNextRequest(relay, answers.get(1));
            }
        }

        private void wrongType() throws Throwable {
            try (Relay relay = new Relay(sample.port())) {
                Request request = new Request("POST", relay.uri("/documents"), Expect.YES, "text/html", document);
                List<Answer> answers = send(request, greeting(relay));
                relay.finish();

                Exchange exchange = assertRejected(relay, request, answers.get(0), 415);
                row[6] = answers.get(0) + ", " + sent(exchange, document) + ", " + body(exchange, answers.get(0));
                assertNextRequest(relay, answers.get(1));
            }
        }

        private void refused() throws Throwable {
            try (Relay relay = new Relay(sampleWithoutExpect.port())) {
                Request request = put(relay, Expect.YES, document);
                Request again = put(relay, Expect.NO, document);
                List<Answer> answers = send(request, again, greeting(relay));
                relay.finish();

                if (client.habit() == Habit.NEVER_EXPECTS) {
                    assertThat(answers.get(0).status()).isEqualTo(201);
                    row[7] = "nothing to refuse";
                } else {
                    Exchange exchange = assertRejected(relay, request, answers.get(0), 417);
                    row[7] = answers.get(0) + ", " + sent(exchange, document) + ", 1 request";
                    assertThat(stored(sampleWithoutExpect, request)).doesNotExist();
                }
                assertThat(answers.get(1).status()).isEqualTo(201);
                assertThat(only(relay, again).statuses()).containsExactly(201);
                assertThat(stored(sampleWithoutExpect, again)).hasSameBinaryContentAs(document);
                row[8] = answers.get(1).toString();
                assertNextRequest(relay, answers.get(2));
            }
        }

        private void record() throws IOException {
            row[0] = client.name();
            assertThat(row).as("what the tests before have found").doesNotContainNull();
            Results.add("clients", row);
        }

        private List<Answer> send(Request... requests) {
            List<Answer> answers =
                    assertTimeoutPreemptively(Duration.ofMinutes(1), () -> client.send(List.of(requests)));
            assertThat(answers).as("an answer to each request").hasSameSizeAs(requests);
            return answers;
        }

        /** One final answer and nothing before it, on a connection that ends with it; none of the content from one that waits. */
        private Exchange assertRejected(Relay relay, Request request, Answer answer, int status) {
            Exchange exchange = only(relay, request);
            assertThat(exchange.statuses()).as("%s", exchange).containsExactly(status);
            assertThat(exchange.closes()).as("%s", exchange).isTrue();
            assertExpect(exchange);
            if (client.habit() == Habit.WAITS) {
                assertThat(exchange.contentBytes()).as("%s", exchange).isZero();
            } else {
                assertThat(exchange.contentBytes()).as("%s", exchange).isPositive();
            }
            Answer seen = switch (client.view()) {
                case WHOLE_ANSWER -> new Answer(status, exchange.bodyBytes());
                case STATUS -> new Answer(status, 0);
                case NOTHING -> new Answer(0, 0, answer.error());
            };
            assertThat(answer).as("%s", exchange).isEqualTo(seen);
            // Where the content began, or may still come, no other request may follow.
            assertThat(relay.exchanges("/files/greeting"))
                    .extracting(Exchange::connection)
                    .isNotEmpty()
                    .doesNotContain(exchange.connection());
            return exchange;
        }

        private void assertExpect(Exchange exchange) {
            String expected = client.habit() == Habit.NEVER_EXPECTS ? "" : Request.CONTINUE;
            assertThat(exchange.expect()).as("%s", exchange).isEqualToIgnoringCase(expected);
        }

        /** Answered as if nothing had been before. */
        private void assertNextRequest(Relay relay, Answer answer) {
            List<Exchange> exchanges = relay.exchanges("/files/greeting");
            assertThat(exchanges).hasSize(1);
            assertThat(exchanges.get(0).statuses()).as("%s", exchanges).containsExactly(200);
            assertThat(answer).isEqualTo(new Answer(200, GREETING.length()));
            row[9] = answer.toString();
        }

        private static Exchange only(Relay relay, Request request) {
            List<Exchange> exchanges = relay.exchanges(request.uri().getPath());
            assertThat(exchanges).as("requests for %s", request.uri()).hasSize(1);
            return exchanges.get(0);
        }

        // Words instead of numbers that differ from one run to the next.
        private static String sent(Exchange exchange, Path content) throws IOException {
            if (exchange.contentBytes() == 0) {
                return "0 bytes sent";
            }
            return exchange.contentBytes() == Files.size(content) ? "all of it sent" : "a part of it sent";
        }

        private static String body(Exchange exchange, Answer answer) {
            if (exchange.bodyBytes() == 0) {
                return "without a body";
            }
            return answer.bodyBytes() == exchange.bodyBytes() ? "with its body" : "its body is lost";
        }

        /** To a name that nobody has used before. */
        private Request put(Relay relay, Expect expect, Path content) {
            String name = client.name().replaceAll("[^A-Za-z0-9]+", "-") + "-" + content.getFileName() + "-" + expect;
            return new Request("PUT", relay.uri("/files/" + name), expect, TYPE, content);
        }

        private static Request greeting(Relay relay) {
            return new Request("GET", relay.uri("/files/greeting"), Expect.DEFAULT, TYPE, null);
        }

        private static Path stored(SampleApp to, Request request) {
            return to.files().resolve(Path.of(request.uri().getPath()).getFileName());
        }
    }
}
