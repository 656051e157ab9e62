package io.github.expectfilter;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.ExpectFilterConfig.RejectionFormat;

/**
 * Answers with {@code application/problem+json} (RFC 9457), HTML, plain text or no body at all. Not one byte of it comes
 * from the request.
 */
final class StandardRejectionHandler implements RejectionHandler {

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

    private static final String NOTHING_ELSE = "default-src 'none'; frame-ancestors 'none'";

    private static final RejectionTemplate PAGE = RejectionTemplate.parse(RejectionTemplate.Format.HTML, """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{status} {title}</title>
            <style>
            :root { color-scheme: light dark; }
            body { margin: 0; background: #fff; color: #1d2228; font: 1.125rem/1.5 system-ui, sans-serif; }
            main { max-width: 36rem; margin: 0 auto; padding: 12vh 1.25rem 2rem; overflow-wrap: anywhere; }
            h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; }
            .reason { color: #57606a; font-size: 1rem; }
            @media (prefers-color-scheme: dark) {
            body { background: #15181c; color: #e4e7ea; }
            .reason { color: #a3abb3; }
            }
            </style>
            </head>
            <body>
            <main>
            <h1>{status} {title}</h1>
            <p>{detail}</p>
            <p class="reason">Reason: <code>{reason}</code></p>
            </main>
            </body>
            </html>
            """);

    private static final RejectionTemplate TEXT = RejectionTemplate.parse(RejectionTemplate.Format.TEXT, """
            {status} {title}

            {detail}

            Reason: {reason}
            """);

    /** What replaces the words of 417, and how the answer looks. */
    record Settings(
            RejectionFormat format,
            @Nullable URI type,
            @Nullable String title,
            @Nullable String detail,
            @Nullable RejectionTemplate html,
            @Nullable RejectionTemplate text,
            @Nullable RejectionTemplate json,
            Map<String, String> headers,
            List<String> moreBodilessUserAgents) {}

    private final Settings settings;
    private final RejectionTemplate html;
    private final RejectionTemplate text;
    private final List<String> bodilessUserAgents;

    StandardRejectionHandler(Settings settings) {
        this.settings = settings;
        this.html = settings.html() != null ? settings.html() : PAGE;
        this.text = settings.text() != null ? settings.text() : TEXT;
        List<String> all = new ArrayList<>(HANG_ON_A_BODY);
        all.addAll(settings.moreBodilessUserAgents());
        this.bodilessUserAgents = List.copyOf(all);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, Rejection rejection)
            throws IOException {
        Rejection answer = rejection.status() == HttpServletResponse.SC_EXPECTATION_FAILED
                ? rejection.withoutDefaultWords(settings.type(), settings.title(), settings.detail())
                : rejection;
        response.setStatus(answer.status());
        settings.headers().forEach(response::setHeader);
        answer.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        RejectionFormat format = cannotTakeABody(request)
                ? RejectionFormat.NONE
                : settings.format() == RejectionFormat.AUTO ? AcceptField.preferred(request) : settings.format();
        response.setHeader("Content-Security-Policy", contentSecurityPolicy(format));
        if (format == RejectionFormat.NONE) {
            response.setContentLength(0);
        } else {
            byte[] body = body(format, answer).getBytes(StandardCharsets.UTF_8);
            response.setContentType(contentType(format));
            response.setContentLength(body.length);
            if (!request.getMethod().equals("HEAD")) {
                response.getOutputStream().write(body);
            }
        }
        response.flushBuffer();
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

    private String contentSecurityPolicy(RejectionFormat format) {
        return format == RejectionFormat.HTML && !html.styleHashes().isEmpty()
                ? NOTHING_ELSE + "; style-src" + html.styleHashes()
                : NOTHING_ELSE;
    }

    private String contentType(RejectionFormat format) {
        return switch (format) {
            case HTML -> "text/html;charset=utf-8";
            case TEXT -> "text/plain;charset=utf-8";
            default -> settings.json() == null ? "application/problem+json" : "application/json";
        };
    }

    private String body(RejectionFormat format, Rejection answer) {
        return switch (format) {
            case HTML -> html.render(answer);
            case TEXT -> text.render(answer);
            default ->
                settings.json() == null ? problem(answer) : settings.json().render(answer);
        };
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

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        RejectionTemplate.escapeJson(json, text);
        json.append('"');
    }
}
