package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import io.github.expectfilter.wire.ContainerContract.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@code docs/containers.md} says what the contract found out; runs after all of its variants. With
 * {@code -Dwrite-docs=true} it is written.
 */
class ContainersPageTests {

    private static final Path PAGE = Path.of("..", "docs", "containers.md");
    private static final String BEGIN = "<!-- written by ContainersPageTests -->\n";
    private static final String END = "<!-- end -->\n";

    private static final List<String> CONTAINERS =
            List.of("tomcat-10.1", "tomcat-11.0", "jetty-12.0", "jetty-12.1", "undertow-2.3");

    @Test
    void thePageSaysWhatTheContractFound() throws IOException {
        Map<String, Map<String, String>> results = new LinkedHashMap<>();
        for (String container : CONTAINERS) {
            for (Protocol protocol : Protocol.values()) {
                String http = protocol == Protocol.HTTP_2 ? "-http2" : "-http1";
                Map<String, String> inClearText = read(container + "-starter" + http);
                assertThat(read(container + "-tls" + http)).as("by TLS").isEqualTo(inClearText);
                results.put(container + "-starter" + http, inClearText);
            }
        }
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String table = table(results);
        if (Boolean.getBoolean("write-docs")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(table);
        }
    }

    private static Map<String, String> read(String variant) throws IOException {
        Path file = Path.of("target", "containers", variant + ".tsv");
        assumeTrue(Files.exists(file), "The contract did not run on " + variant);
        Map<String, String> results = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.split("\t");
            results.put(columns[0], columns[1]);
        }
        return results;
    }

    private static String table(Map<String, Map<String, String>> results) {
        StringBuilder table = new StringBuilder("| |");
        CONTAINERS.forEach(
                container -> table.append(' ').append(title(container)).append(" |"));
        table.append("\n| --- |").append(" --- |".repeat(CONTAINERS.size())).append('\n');
        List<String> notes = new ArrayList<>();
        TreeSet<String> promises = new TreeSet<>();
        results.values().forEach(result -> promises.addAll(result.keySet()));
        for (String promise : promises) {
            table.append("| ").append(promise).append(" |");
            for (String container : CONTAINERS) {
                String http1 = cell(results.get(container + "-starter-http1").get(promise), notes);
                String http2 = cell(results.get(container + "-starter-http2").get(promise), notes);
                table.append(' ')
                        .append(http1.equals(http2) ? http1 : http1 + " / " + http2)
                        .append(" |");
            }
            table.append('\n');
        }
        table.append('\n');
        for (int i = 0; i < notes.size(); i++) {
            table.append(i + 1).append(". ").append(notes.get(i)).append(".\n");
        }
        return table.toString();
    }

    private static String title(String container) {
        return Character.toUpperCase(container.charAt(0))
                + container.substring(1).replace('-', ' ');
    }

    private static String cell(String result, List<String> notes) {
        if (result == null) {
            return "?";
        }
        if (!result.startsWith("no: ")) {
            return result;
        }
        String note = result.substring(4);
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return "no (" + (notes.indexOf(note) + 1) + ")";
    }
}
