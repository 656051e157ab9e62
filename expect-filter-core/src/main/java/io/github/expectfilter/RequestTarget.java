package io.github.expectfilter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A request target in origin form (RFC 9112 section 3.2.1) as a client has sent it, read as containers read it: without
 * parameters, decoded once, normalized.
 *
 * @param uri the path as it was sent
 * @param query what is behind the question mark; {@code null} if there is none
 * @param path the path by which a container dispatches, without the context path
 */
record RequestTarget(String uri, @Nullable String query, String path) {

    /**
     * Reads a target.
     *
     * @param target as the client has sent it
     * @param contextPath of the web application, as the container gives it
     * @return {@code null} if containers refuse it or do not agree on it (encoded slashes, hidden dot segments), or it
     *     is outside of the web application
     */
    static @Nullable RequestTarget parse(String target, String contextPath) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c > 0x7E || c == '\\' || c == '#') {
                return null;
            }
        }
        int question = target.indexOf('?');
        String uri = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? null : target.substring(question + 1);
        String path = normalized(uri);
        String context = contextPath.isEmpty() ? "" : normalized(contextPath);
        if (path == null || context == null || !path.startsWith(context)) {
            return null;
        }
        String within = path.substring(context.length());
        if (within.isEmpty()) {
            // The context path alone, which containers answer with a redirect.
            within = "/";
        }
        return within.startsWith("/") ? new RequestTarget(uri, query, within) : null;
    }

    private static @Nullable String normalized(String uri) {
        if (!uri.startsWith("/")) {
            return null;
        }
        String[] sent = uri.substring(1).split("/", -1);
        List<String> segments = new ArrayList<>();
        boolean endsWithSlash = false;
        for (String segment : sent) {
            int semicolon = segment.indexOf(';');
            String name = decoded(semicolon < 0 ? segment : segment.substring(0, semicolon));
            if (name == null) {
                return null;
            }
            boolean special = name.isEmpty() || name.equals(".") || name.equals("..");
            if (special && !name.equals(segment)) {
                // Encoded, or with parameters: some containers see it, some do not.
                return null;
            }
            if (!special) {
                segments.add(name);
            } else if (name.equals("..")) {
                if (segments.isEmpty()) {
                    return null;
                }
                segments.remove(segments.size() - 1);
            }
            endsWithSlash = special;
        }
        String path = "/" + String.join("/", segments);
        return endsWithSlash && !segments.isEmpty() ? path + "/" : path;
    }

    /** {@code null} for what is no percent-encoded UTF-8, and for a separator or control character in disguise. */
    private static @Nullable String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteBuffer octets = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                octets.put((byte) c);
                continue;
            }
            int octet = i + 2 < segment.length() ? 16 * hex(segment.charAt(i + 1)) + hex(segment.charAt(i + 2)) : -1;
            if (octet < ' ' || octet == '/' || octet == '\\' || octet == 0x7F) {
                return null;
            }
            octets.put((byte) octet);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** A negative number large enough to spoil the octet if it is no digit. */
    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = Ascii.lower(c);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1000;
    }
}
