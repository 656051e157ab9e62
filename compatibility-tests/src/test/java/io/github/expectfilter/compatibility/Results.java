package io.github.expectfilter.compatibility;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the tests found out, for docs/compatibility.md: one file for a table, one line for a row, tabs between cells. */
public final class Results {

    static final Path DIRECTORY = Path.of("target", "results");

    private Results() {}

    /**
     * Adds a row.
     *
     * @param table {@code servers}, {@code clients} or {@code proxies}
     */
    public static synchronized void add(String table, String... cells) throws IOException {
        Files.createDirectories(DIRECTORY);
        Files.writeString(
                DIRECTORY.resolve(table + ".tsv"),
                String.join("\t", cells) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
