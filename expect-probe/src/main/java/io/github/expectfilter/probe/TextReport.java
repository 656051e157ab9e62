package io.github.expectfilter.probe;

import java.util.Locale;

/** The report for people: at most 100 columns, ASCII. */
final class TextReport {

    private static final int WIDTH = 100;

    private TextReport() {}

    static String write(ProbeReport report) {
        StringBuilder text = new StringBuilder();
        text.append("expect-probe ")
                .append(Version.NUMBER)
                .append("  ")
                .append(url(report))
                .append('\n');
        wrap(text, "", report.plan() + ". Your request: " + report.request() + ".");
        text.append('\n');
        text.append("Verdict: ").append(report.verdict()).append('\n');
        wrap(text, "  ", sentence(report.verdict().meaning()));
        wrap(text, "  ", "Why: " + sentence(report.because()));
        wrap(text, "  ", "What to do: " + report.advice());
        text.append('\n');
        for (Check check : report.checks()) {
            String result = check.result().name().toLowerCase(Locale.ROOT);
            text.append(String.format(Locale.ROOT, "%-7s %s\n", result, check.title()));
            text.append("        ").append(check.id()).append('\n');
            for (String line : check.evidence().split("\n", -1)) {
                wrap(text, "        ", line);
            }
        }
        text.append('\n');
        wrap(text, "", "Sent: " + report.requests() + " requests, " + report.contentSent() + " bytes of content.");
        return text.toString();
    }

    static String url(ProbeReport report) {
        return Printable.of(report.uri().toASCIIString(), 500);
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + (words.endsWith(".") ? "" : ".");
    }

    static String transcripts(ProbeReport report) {
        StringBuilder text = new StringBuilder();
        report.transcripts()
                .forEach(transcript -> text.append("\n--- ")
                        .append(transcript.getKey())
                        .append('\n')
                        .append(transcript.getValue()));
        return text.toString();
    }

    private static void wrap(StringBuilder text, String indent, String words) {
        int column = 0;
        for (String word : words.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append('\n');
                column = 0;
            }
            String before = column == 0 ? indent : " ";
            text.append(before).append(word);
            column += before.length() + word.length();
        }
        text.append('\n');
    }
}
