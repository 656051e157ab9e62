package io.github.expectfilter.probe;

import java.io.Console;

/** Whether a person is looking. */
final class Terminal {

    private Terminal() {}

    /** From JDK 22 on there may be a console without a terminal; {@code Console.isTerminal} tells, which JDK 17 lacks. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException olderJdk) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
