package io.github.expectfilter.compatibility.servers;

import java.util.Arrays;
import java.util.List;

/** The columns of {@code target/results/servers.tsv}. */
public final class ServersTable {

    /** The titles, in the order of the cells. */
    public static final List<String> HEADER =
            Arrays.stream(Column.values()).map(column -> column.title).toList();

    private ServersTable() {}

    enum Column {
        SERVER("Server"),
        CONTINUE("The 100 Continue comes"),
        REJECTED("A client whose upload is rejected sees"),
        WORDS("In the words of the filter"),
        UNKNOWN("An unknown expectation gets"),
        HTTP10("HTTP/1.0 with an expectation gets"),
        CONNECTION("The connection behind a rejection"),
        WRONG_PARAMETER("With a wrong init-param requests get"),
        LOG("The log says at start"),
        NOTE("Note");

        private final String title;

        Column(String title) {
            this.title = title;
        }
    }
}
