package io.github.expectfilter;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Answers with {@code application/problem+json} (RFC 9457). Not one byte of it comes from the request. */
final class ProblemRejectionHandler implements RejectionHandler {

    /**
     * java.net.http before JDK 25 never returns from a rejection that has a body when it waits for a 100 (JDK-8286171);
     * the prefixes are its versions 11 to 24.
     */
    private static final List<String> HANG_ON_A_BODY = List.of(
            "Java-http-client/1",
            "Java-http-client/20",
            "Java-http-client/21",
            "Java-http-client/22",
            "Java-http-client/23",
            "Java-http-client/24");

    private final @Nullable URI type;
    private final @Nullable String title;
    private final @Nullable String detail;
    private final List<String> bodilessUserAgents;

    /** The first three replace a member of 417. */
    ProblemRejectionHandler(
            @Nullable URI type, @Nullable String title, @Nullable String detail, List<String> moreBodilessUserAgents) {
        this.type = type;
        this.title = title;
        this.detail = detail;
        List<String> all = new ArrayList<>(HANG_ON_A_BODY);
        all.addAll(moreBodilessUserAgents);
        this.bodilessUserAgents = List.copyOf(all);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, Rejection rejection)
            throws IOException {
        Rejection answer =
                rejection.status() == HttpServletResponse.SC_EXPECTATION_FAILED ? replaceMembers(rejection) : rejection;
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (cannotTakeABody(request)) {
            response.setContentLength(0);
        } else {
            byte[] body = problem(answer).getBytes(StandardCharsets.UTF_8);
            response.setContentType("application/problem+json");
            response.setContentLength(body.length);
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(body);
            }
        }
        response.flushBuffer();
    }

    private Rejection replaceMembers(Rejection rejection) {
        Rejection replaced = rejection;
        if (type != null) {
            replaced = replaced.withType(type);
        }
        if (title != null) {
            replaced = replaced.withTitle(title);
        }
        if (detail != null) {
            replaced = replaced.withDetail(detail);
        }
        return replaced;
    }

    /** Only who waits for a 100 hangs; the same client without an expectation gets its body. */
    private boolean cannotTakeABody(HttpServletRequest request) {
        String userAgent = request.getHeader("User-Agent");
        if (userAgent == null || request.getHeader("Expect") == null) {
            return false;
        }
        for (String prefix : bodilessUserAgents) {
            if (userAgent.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static String problem(Rejection rejection) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"type\":");
        quote(json, rejection.type().toString());
        json.append(",\"title\":");
        quote(json, rejection.title());
        json.append(",\"status\":").append(rejection.status());
        json.append(",\"detail\":");
        quote(json, rejection.detail());
        json.append(",\"reason\":");
        quote(json, rejection.reason().code());
        return json.append('}').toString();
    }

    /** A string of RFC 8259 section 7. */
    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
