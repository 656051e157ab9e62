package io.github.expectfilter.compatibility;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.opentest4j.TestAbortedException;

/** Programs of the machine: where they are, which version they are. */
public final class Programs {

    private static final boolean REQUIRED = Boolean.getBoolean("compatibility.required");

    private Programs() {}

    /**
     * Where a program is.
     *
     * @param debianPackage what to install to have it
     * @throws TestAbortedException if the machine does not have it; an {@link AssertionError} with
     *     {@code -Dcompatibility.required=true}
     */
    public static Path find(String name, String debianPackage) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path program = Path.of(directory, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw missing(name + " is not on this machine (Debian package " + debianPackage + ")");
    }

    /** What to throw where something that a test needs is not there. */
    public static RuntimeException missing(String reason) {
        if (REQUIRED) {
            throw new AssertionError(reason);
        }
        return new TestAbortedException(reason);
    }

    /** The first version number that a command prints. */
    public static String version(Path program, String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = program.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(20, TimeUnit.SECONDS);
        Matcher version = Pattern.compile("\\d+(\\.\\d+)+").matcher(output);
        if (!version.find()) {
            throw new IOException(program + " prints no version: " + output);
        }
        return version.group();
    }
}
