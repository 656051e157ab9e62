package io.github.expectfilter.probe;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The command line: {@code java -jar expect-probe.jar URL}. */
final class Main {

    private static final int COULD_NOT_RUN = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;

    private Main(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status = new Main(out, err, Terminal.isThere()).run(arguments);
        out.flush();
        System.exit(status);
    }

    private int run(String... arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments);
            if (line.help()) {
                out.print(CommandLine.HELP);
                return 0;
            }
            if (line.version()) {
                out.println("expect-probe " + Version.NUMBER);
                return 0;
            }
            return probe(line);
        } catch (IllegalArgumentException | ProbeException known) {
            err.println("expect-probe: " + known.getMessage());
            return COULD_NOT_RUN;
        }
    }

    private int probe(CommandLine line) throws ProbeException {
        ProgressLine progress = new ProgressLine(err, terminal && line.format() == CommandLine.Format.TEXT);
        ProbeReport report;
        try {
            report = line.probe().run(progress);
        } finally {
            progress.clear();
        }
        ProbeReport shown = line.transcript() ? report : report.withoutTranscripts();
        out.print(
                switch (line.format()) {
                    case TEXT -> shown.toText() + TextReport.transcripts(shown);
                    case JSON -> shown.toJson();
                    case JUNIT -> shown.toJunit();
                    case MARKDOWN -> shown.toMarkdown();
                });
        return report.exitStatus();
    }
}
