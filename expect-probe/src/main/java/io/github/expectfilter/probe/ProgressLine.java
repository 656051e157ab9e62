package io.github.expectfilter.probe;

import java.io.PrintStream;
import java.util.function.Consumer;

/** One line that says what is going on, written over itself; nothing where there is no terminal. */
final class ProgressLine implements Consumer<String> {

    private static final int WIDTH = 78;

    private final PrintStream out;
    private final boolean terminal;
    private int count;

    ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void accept(String request) {
        count++;
        show(count + " of at most " + Exchanges.MOST_REQUESTS + ": " + request);
    }

    void clear() {
        show("");
    }

    private void show(String text) {
        if (terminal) {
            String line = Printable.of(text, WIDTH - 3);
            out.print("\r" + line + " ".repeat(WIDTH - line.length()) + "\r");
            out.flush();
        }
    }
}
