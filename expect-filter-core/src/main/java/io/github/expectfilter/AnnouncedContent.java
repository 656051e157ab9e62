package io.github.expectfilter;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

/** What the header section says about the content of a request (RFC 9112 section 6, RFC 9113 section 8.1.1). */
final class AnnouncedContent {

    /** The request has no content. */
    static final long NONE = 0;

    /** There may be content, its length is not declared: chunked, or HTTP/2 without {@code Content-Length}. */
    static final long OF_UNDECLARED_LENGTH = -1;

    /** Methods whose requests have no content as a rule (RFC 9110 section 9.3). */
    private static final Set<String> WITHOUT_CONTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "DELETE", "CONNECT");

    private AnnouncedContent() {}

    /** {@link #NONE}, {@link #OF_UNDECLARED_LENGTH} or the declared length in bytes. */
    static long of(HttpServletRequest request) {
        if (request.getHeader("Transfer-Encoding") != null) {
            return OF_UNDECLARED_LENGTH;
        }
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return length;
        }
        if (request.getHeader("Content-Length") != null) {
            // Larger than a long: RFC 9110 section 8.6 wants that foreseen.
            return Long.MAX_VALUE;
        }
        if (isHttp1(request)) {
            return NONE;
        }
        // Newer protocols frame the content themselves. That the stream has ended already cannot be seen here, so a
        // plain GET would look like an upload.
        return WITHOUT_CONTENT.contains(request.getMethod()) ? NONE : OF_UNDECLARED_LENGTH;
    }

    /** The declared length in bytes; 0 when none is declared. */
    static long declared(HttpServletRequest request) {
        return Math.max(of(request), 0);
    }

    /** HTTP/1.1, 1.0 or 0.9. */
    static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1.") || isBeforeHttp11(request);
    }

    /** HTTP/1.0 or 0.9: the expectation is to be ignored (RFC 9110 section 10.1.1), no 1xx may be sent. */
    static boolean isBeforeHttp11(HttpServletRequest request) {
        String protocol = request.getProtocol();
        return protocol.equals("HTTP/1.0") || protocol.startsWith("HTTP/0") || protocol.isEmpty();
    }
}
