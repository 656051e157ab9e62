package io.github.expectfilter.probe;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A header section to send.
 *
 * @param name what it is, in a few words
 * @param lines request line and field lines
 */
record Request(String name, List<String> lines) {

    private static final String EXPECT = "Expect: 100-continue";

    /** What is sent as content, where content is sent. */
    static final String CONTENT = "expect\r\n";

    private static final String LENGTH = "Content-Length: " + CONTENT.length();

    /** The user's own request with a form of the Expect field; its content is never sent. */
    static Request announcement(ProbeSettings settings, List<String> expect) {
        return announcement(settings, "HTTP/1.1", expect);
    }

    static Request announcement(ProbeSettings settings) {
        return announcement(settings, List.of(EXPECT));
    }

    static Request announcementByHttp10(ProbeSettings settings) {
        return announcement(settings, "HTTP/1.0", List.of(EXPECT));
    }

    private static Request announcement(ProbeSettings settings, String version, List<String> expect) {
        List<String> fields = new ArrayList<>(expect);
        fields.add("Content-Length: " + settings.announced());
        String name = settings.method()
                + (version.equals("HTTP/1.0") ? " by HTTP/1.0" : "")
                + (expect.isEmpty() ? " without Expect" : " with \"" + String.join("\", \"", expect) + "\"");
        return of(settings, name, settings.method(), version, fields);
    }

    /** A safe method, with content and an expectation. */
    static Request safe(ProbeSettings settings, String method) {
        return of(settings, method + " with \"" + EXPECT + "\"", method, "HTTP/1.1", List.of(EXPECT, LENGTH));
    }

    static Request withUnknownExpectation(ProbeSettings settings) {
        String expect = "Expect: x-expect-probe";
        return of(settings, "OPTIONS with \"" + expect + "\"", "OPTIONS", "HTTP/1.1", List.of(expect, LENGTH));
    }

    static Request withoutContent(ProbeSettings settings) {
        return of(settings, "GET without content, with \"" + EXPECT + "\"", "GET", "HTTP/1.1", List.of(EXPECT));
    }

    /** As plain as a request can be. */
    static Request plain(ProbeSettings settings) {
        return of(settings, "OPTIONS without content", "OPTIONS", "HTTP/1.1", List.of());
    }

    /** Announces more content than comes, and expects nothing. */
    static Request unsent(ProbeSettings settings) {
        return of(
                settings,
                "OPTIONS without Expect, most of its content held back",
                "OPTIONS",
                "HTTP/1.1",
                List.of("Content-Length: 65536"));
    }

    private static Request of(ProbeSettings settings, String name, String method, String version, List<String> fields) {
        URI uri = settings.uri();
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + Target.requestTarget(uri) + " " + version);
        if (!settings.hasField("Host")) {
            lines.add("Host: " + Target.hostField(uri));
        }
        if (!settings.hasField("User-Agent")) {
            lines.add("User-Agent: expect-probe/" + Version.NUMBER);
        }
        if (!settings.hasField("Accept")) {
            lines.add("Accept: */*");
        }
        lines.addAll(settings.fields());
        lines.addAll(fields);
        return new Request(name, List.copyOf(lines));
    }
}
