package io.github.expectfilter.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.expectfilter.compatibility.clients.ClientTests;
import io.github.expectfilter.compatibility.servers.ServersTable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/compatibility.md} says what the other tests found out; runs after all of them. With
 * {@code -Dwrite-docs=true} its tables are written. Versions are shown and not compared: an update of a program is no
 * reason to fail, a change of what it does is.
 */
@Compatibility
@Order(Integer.MAX_VALUE)
class CompatibilityPageTests {

    private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
    private static final Path PROXIES = Path.of("src", "test", "resources", "proxies");
    private static final Pattern VERSION = Pattern.compile("(?<!HTTP/)\\b\\d+(\\.\\d+)+\\S*");
    private static final Pattern SNIPPET = Pattern.compile(
            "^```(nginx|haproxy|apache|squid|caddyfile|lighttpd|vcl|nghttpx|tinyproxy)\\n(.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void theTitlesOfThePageAreThoseOfTheTests() throws IOException {
        assertThat(Files.readAllLines(PAGE))
                .contains(
                        "| " + String.join(" | ", ServersTable.HEADER) + " |",
                        "| " + String.join(" | ", ClientTests.HEADER) + " |");
    }

    @ParameterizedTest
    @ValueSource(strings = {"servers", "clients", "proxies"})
    void thePageSaysWhatWasFoundOut(String table) throws IOException {
        Path file = Results.DIRECTORY.resolve(table + ".tsv");
        if (!Files.exists(file)) {
            throw Programs.missing("The " + table + " were not tested before");
        }
        List<String> found = Files.readAllLines(file).stream()
                .distinct()
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .map(CompatibilityPageTests::row)
                .toList();
        String page = Files.readString(PAGE);
        int begin = endOf(page, "<!-- " + table + ": the rows are written by CompatibilityPageTests -->\n");
        int end = page.indexOf("<!-- end -->\n", begin);
        List<String> lines = page.substring(begin, end).lines().toList();
        assertThat(found).as("columns of the table in the page").allMatch(row -> cells(row) == cells(lines.get(0)));
        if (Boolean.getBoolean("write-docs")) {
            String written = Stream.concat(lines.stream().limit(2), found.stream())
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            Files.writeString(PAGE, page.substring(0, begin) + written + page.substring(end));
            return;
        }
        List<String> said = lines.stream()
                .skip(2)
                .map(CompatibilityPageTests::withoutVersions)
                .toList();
        List<String> expected =
                found.stream().map(CompatibilityPageTests::withoutVersions).toList();
        if (Boolean.getBoolean("compatibility.required")) {
            assertThat(said).containsExactlyInAnyOrderElementsOf(expected);
        } else {
            // What this machine does not have was skipped.
            assertThat(said).containsAll(expected);
        }
    }

    @Test
    void everyConfigurationOnThePageWasTested() throws IOException {
        List<String> tested = new ArrayList<>();
        try (Stream<Path> files = Files.list(PROXIES)) {
            for (Path file : files.toList()) {
                tested.add(withoutIndentation(Files.readString(file)));
            }
        }
        List<String> shown = SNIPPET.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult snippet) -> withoutIndentation(snippet.group(2)))
                .toList();
        assertThat(shown)
                .isNotEmpty()
                .allSatisfy(snippet -> assertThat(tested)
                        .as("%s", snippet)
                        .anyMatch(configuration -> configuration.contains(snippet)));
    }

    private static int endOf(String page, String marker) {
        assertThat(page).contains(marker);
        return page.indexOf(marker) + marker.length();
    }

    private static String row(String cells) {
        return "| " + String.join(" | ", cells.replace("|", "\\|").split("\t", -1)) + " |";
    }

    private static long cells(String row) {
        return Arrays.stream(row.split("(?<!\\\\)\\|", -1)).count();
    }

    private static String withoutVersions(String row) {
        return VERSION.matcher(row).replaceAll("*");
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
