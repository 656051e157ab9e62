package io.github.expectfilter;

import java.util.Set;

/** Judges the header fields that a configuration adds to every rejection. */
final class RejectionHeaders {

    /** Fields that the answer or its status sets; a second word on them would contradict the first. */
    private static final Set<String> OURS = Set.of(
            "accept",
            "allow",
            "cache-control",
            "content-encoding",
            "content-length",
            "content-range",
            "content-security-policy",
            "content-type",
            "date",
            "proxy-authenticate",
            "retry-after",
            "server",
            "www-authenticate",
            "x-content-type-options");

    /** Fields of one connection (RFC 9110 section 7.6.1); on HTTP/2 they break the answer. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private RejectionHeaders() {}

    /** Throws {@link IllegalArgumentException} for a field that cannot be added. */
    static void check(String name, String value) {
        Rejection.checkHeader(name, value);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The header field " + name + " has no value; write one or remove it");
        }
        String lower = Ascii.lower(name);
        if (OURS.contains(lower)) {
            throw new IllegalArgumentException("The header field " + name
                    + " is set by the Expect filter or the container; remove it here, or write the answer with a"
                    + " RejectionHandler");
        }
        if (HOP_BY_HOP.contains(lower)) {
            throw new IllegalArgumentException(
                    "The header field " + name + " belongs to the connection (RFC 9110 section 7.6.1); remove it");
        }
    }
}
