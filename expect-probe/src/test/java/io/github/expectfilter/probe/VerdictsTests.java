package io.github.expectfilter.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.expectfilter.probe.Exchange.Connection;
import io.github.expectfilter.probe.Exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of verdicts. A cell is what came, in order: statuses, {@code C} for the content that was sent by then,
 * {@code f} behind a status for an answer of expect-filter, {@code h} for one that names another server, {@code -} for
 * nothing.
 */
class VerdictsTests {

    @ParameterizedTest(name = "{0}: {6}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // what stands there, request, OPTIONS, GET, unknown, GET without content, verdict
                "the filter itself, 100 -, 417f, 417f, 417f, 404, EFFECTIVE",
                "the filter itself and a refusal, 413f, 417f, 417f, 417f, 404, EFFECTIVE",
                "a lenient filter, 100 -, 200, 200, 200, 200, EFFECTIVE",
                "the filter behind squid, 413f, 417f, 417f, 417h, 404, EFFECTIVE",
                "Tomcat with onRead, 403, 200, 200, 417, 200, EFFECTIVE",
                "Undertow and an accepted request, 100 -, 200, 200, 200, 200, EFFECTIVE",
                "a filter that accepts no expectation, 417f, 417f, 417f, 417f, 417f, EFFECTIVE",
                "default Tomcat, 100 -, 100 200, 100 200, 417, 100 200, LATE",
                "default Tomcat and a refusal, 100 403, 100 200, 100 200, 417, 100 200, LATE",
                "the filter behind Caddy, 100 100 -, 100 417f, 100 417f, 417h, 404, LATE",
                "the filter behind a hop that buffers too, 100 -, 100 C 417f, 100 C 417f, 417h, 404, LATE",
                "a hop that says 100 before another one does, 100 100 -, 100 C 200, 100 C 200, 200, 200, LATE",
                "nginx, 100 -, 100 C 200, 100 C 200, C 200, 100 404, BLIND",
                "nginx that streams, 100 413f, 100 200, 100 200, 200, 100 404, BLIND",
                "nginx that asks the decision endpoint, 413f, 417f, 417f, 417f, 100 404, EFFECTIVE",
                "nginx that asks it about uploads only, 413, 100 200, 100 200, 200, 100 404, BLIND",
                "a 100 where there is no content is all that comes early, 100 -, C 200, C 200, 200, 100 404, BLIND",
                "lighttpd, 100 -, 100 C 200, 100 C 200, C 200, 404, BLIND",
                "varnish, 100 -, 100 200, 100 200, 417h, 100 404, BLIND",
                "haproxy that waits for the body, 100 -, 100 C 200, 100 C 200, C 417f, 404, BLIND",
                "a hop that answers OPTIONS itself, 100 -, 204, 100 C 200, 204, 100 404, BLIND",
                "haproxy that removes the field, -, 200, 200, 200, 404, BLIND_BUT_SILENT",
                "the same and a refusal of the filter, 413f, 200, 200, 200, 404, BLIND_BUT_SILENT",
                "tinyproxy, 100 -, C 417f, C 417f, C 417f, 404, DEAF",
                "tinyproxy and a refusal, -, C 200, C 200, C 200, 404, DEAF",
                "somebody rejects every expectation, 417h, 417h, 417h, 417h, 417h, UNDECIDED",
                "nobody sends a 100 and all is refused, 401, 401, 401, 401, 401, UNDECIDED",
                "a reader of OPTIONS or a hop that buffers, 100 -, 100 C 200, 100 C 200, 417, 200, UNDECIDED",
                "no answer to any content, -, C -, C -, C -, 200, UNDECIDED",
                "the request times out while it is read, 100 408, 200, 200, 417, 200, EFFECTIVE"
            })
    void followsFromTheEvidence(
            String name,
            String request,
            String options,
            String get,
            String unknown,
            String withoutContent,
            Verdict verdict) {
        Evidence evidence = evidence(request, options, get, unknown, withoutContent);
        Conclusion conclusion = Verdicts.of(evidence);
        assertThat(conclusion.verdict()).as(conclusion.toString()).isEqualTo(verdict);
        assertThat(conclusion.because()).isNotBlank();
        assertThat(conclusion.advice()).endsWith(".");
        assertThat(Checks.of(evidence, conclusion))
                .extracting(Check::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("rfc\\d+/[\\d.]+/[a-z0-9.-]+"));
    }

    /** docs/probe.md lists the checks, all of them and no others. */
    @Test
    void pageHasTheIds() throws IOException {
        Set<String> ids = new TreeSet<>();
        for (String request : List.of("100 -", "413")) {
            Evidence evidence = evidence(request, "417f", "417f", "417f", "404");
            Checks.of(evidence, Verdicts.of(evidence)).forEach(check -> ids.add(check.id()));
        }
        String page = Files.readString(Path.of("..", "docs", "probe.md"));
        assertThat(Pattern.compile("(?m)^\\| `(rfc[^`]+)` \\|")
                        .matcher(page)
                        .results()
                        .map(id -> id.group(1))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(ids);
        for (Verdict verdict : Verdict.values()) {
            assertThat(page).contains("| `" + verdict + "` | ");
        }
    }

    private static Evidence evidence(
            String request, String options, String get, String unknown, String withoutContent) {
        Map<String, Exchange> variants = new LinkedHashMap<>();
        Exchanges.VARIANTS.forEach(variant -> variants.put(String.join(" / ", variant), exchange("PUT", request)));
        if (unknown.equals("417f")) {
            variants.put(Exchanges.LOOK_ALIKE, exchange("PUT", "417f"));
        }
        return new Evidence(
                exchange("plain", "200"),
                exchange("unsent", "200"),
                exchange("PUT", request),
                exchange("OPTIONS", options),
                exchange("GET", get),
                exchange("unknown", unknown),
                exchange("GET without content", withoutContent),
                exchange("HTTP/1.0", "-"),
                variants,
                List.of());
    }

    private static Exchange exchange(String name, String cell) {
        List<Response> responses = new ArrayList<>();
        boolean content = false;
        String failure = null;
        for (String word : cell.split(" ")) {
            if (word.equals("C")) {
                content = true;
            } else if (word.equals("-")) {
                failure = Exchange.SILENCE;
            } else {
                String server = word.endsWith("h") ? "Server: another\r\n" : "";
                String body = word.endsWith("f") ? "{\"type\":\"urn:expect-filter:reason\"}" : "";
                String head = "HTTP/1.1 " + word.substring(0, 3) + " \r\n" + server + "\r\n";
                responses.add(new Response(new Answer(head, body), Duration.ofMillis(1), content));
            }
        }
        return new Exchange(name, responses, content ? 8 : 0, Connection.KEPT, failure, "");
    }
}
