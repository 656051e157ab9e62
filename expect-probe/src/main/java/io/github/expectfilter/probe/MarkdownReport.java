package io.github.expectfilter.probe;

import java.util.Locale;

/** The report as Markdown; nothing in it can become a link, an element or another column. */
final class MarkdownReport {

    private MarkdownReport() {}

    static String write(ProbeReport report) {
        StringBuilder text = new StringBuilder();
        text.append("## expect-probe: ").append(report.verdict()).append("\n\n");
        text.append('`').append(TextReport.url(report).replace("`", "%60")).append("`, ");
        text.append(escape(report.request())).append("\n\n");
        text.append("- What it means: ")
                .append(escape(report.verdict().meaning()))
                .append('\n');
        text.append("- Why: ").append(escape(report.because())).append('\n');
        text.append("- What to do: ").append(escape(report.advice())).append("\n\n");
        text.append("| result | check | what was seen |\n| --- | --- | --- |\n");
        for (Check check : report.checks()) {
            text.append("| ").append(check.result().name().toLowerCase(Locale.ROOT));
            text.append(" | ").append(escape(check.title())).append("<br>`").append(check.id());
            text.append("` | ").append(escape(check.evidence())).append(" |\n");
        }
        report.transcripts()
                .forEach(transcript -> text.append("\n### ")
                        .append(escape(transcript.getKey()))
                        .append("\n\n")
                        .append(transcript.getValue().indent(4)));
        return text.toString();
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<') {
                escaped.append("&lt;");
            } else if (c == '&') {
                escaped.append("&amp;");
            } else if (c == '\n') {
                escaped.append("<br>");
            } else if ("\\`*_{}[]|#~".indexOf(c) >= 0) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
