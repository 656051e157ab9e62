package io.github.expectfilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletResponse;

/**
 * Takes back what was done to a response that is not committed. {@code resetBuffer()} alone leaves a writer in use, and
 * fields that describe a body which will not be sent; {@code reset()} alone loses the fields of outer filters.
 */
final class ResponseRestart {

    private final HttpServletResponse response;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    private ResponseRestart(HttpServletResponse response) {
        this.response = response;
        for (String name : response.getHeaderNames()) {
            if (!describesTheBody(name)) {
                fields.put(name, new ArrayList<>(response.getHeaders(name)));
            }
        }
    }

    /** Remembers the fields that the response has now. */
    static ResponseRestart keepingFieldsOf(HttpServletResponse response) {
        return new ResponseRestart(response);
    }

    /** Begins again with the remembered fields. */
    void restart() {
        response.reset();
        fields.forEach((name, values) -> {
            for (int i = 0; i < values.size(); i++) {
                if (i == 0) {
                    response.setHeader(name, values.get(i));
                } else {
                    response.addHeader(name, values.get(i));
                }
            }
        });
    }

    /** Representation data, validators and framing: RFC 9110 sections 6.4, 8 and 14. */
    private static boolean describesTheBody(String name) {
        return Ascii.startsWithIgnoreCase(name, "Content-") && !Ascii.startsWithIgnoreCase(name, "Content-Security-")
                || Ascii.equalsIgnoreCase(name, "Transfer-Encoding")
                || Ascii.equalsIgnoreCase(name, "Trailer")
                || Ascii.equalsIgnoreCase(name, "ETag")
                || Ascii.equalsIgnoreCase(name, "Last-Modified")
                || Ascii.equalsIgnoreCase(name, "Accept-Ranges")
                || Ascii.equalsIgnoreCase(name, "Location");
    }
}
