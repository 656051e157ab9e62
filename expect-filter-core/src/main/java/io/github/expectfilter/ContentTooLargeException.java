package io.github.expectfilter;

import java.io.IOException;

/** What the application gets from a read that passes the limit of a rule. The client has its answer by then. */
final class ContentTooLargeException extends IOException {

    private static final long serialVersionUID = 1;

    ContentTooLargeException(long max) {
        super("The content is larger than the " + max + " bytes that are accepted here");
    }
}
