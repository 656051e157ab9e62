package io.github.expectfilter.compatibility.clients;

import java.net.URI;
import java.nio.file.Path;

/**
 * What a client is told to do.
 *
 * @param content the file to send, or null for a request without content
 */
record Request(String method, URI uri, Expect expect, String contentType, Path content) {

    static final String CONTINUE = "100-continue";

    enum Expect {
        /** Send {@code Expect: 100-continue}, and wait if the client can. */
        YES,
        NO,
        /** Whatever the client does when nobody mentions the matter. */
        DEFAULT
    }

    boolean expects() {
        return expect == Expect.YES;
    }

    boolean hasContent() {
        return content != null;
    }
}
