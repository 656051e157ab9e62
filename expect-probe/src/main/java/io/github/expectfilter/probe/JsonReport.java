package io.github.expectfilter.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as JSON (RFC 8259). */
final class JsonReport {

    private JsonReport() {}

    static String write(ProbeReport report) {
        List<String> members = new ArrayList<>();
        members.add(member("version", string(Version.NUMBER)));
        members.add(member("url", string(report.uri().toASCIIString())));
        members.add(member("request", string(report.request())));
        members.add(member("verdict", string(report.verdict().name())));
        members.add(member("meaning", string(report.verdict().meaning())));
        members.add(member("because", string(report.because())));
        members.add(member("advice", string(report.advice())));
        members.add(member("asHoped", String.valueOf(report.isAsHoped())));
        members.add(member("requests", String.valueOf(report.requests())));
        members.add(member("contentSent", String.valueOf(report.contentSent())));
        members.add(member(
                "checks", array(report.checks().stream().map(JsonReport::check).toList())));
        members.add(member(
                "transcripts",
                array(report.transcripts().stream().map(JsonReport::transcript).toList())));
        return "{\n  " + String.join(",\n  ", members) + "\n}\n";
    }

    private static String check(Check check) {
        return "{"
                + String.join(
                        ", ",
                        member("id", string(check.id())),
                        member("title", string(check.title())),
                        member("result", string(check.result().name().toLowerCase(Locale.ROOT))),
                        member("evidence", string(check.evidence())))
                + "}";
    }

    private static String transcript(Map.Entry<String, String> transcript) {
        return "{" + member("request", string(transcript.getKey())) + ", "
                + member("transcript", string(transcript.getValue())) + "}";
    }

    private static String array(List<String> values) {
        return values.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", values) + "\n  ]";
    }

    private static String member(String name, String value) {
        return string(name) + ": " + value;
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == '\n') {
                json.append("\\n");
            } else if (c < 0x20 || c > 0x7e) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
