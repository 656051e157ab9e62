package io.github.expectfilter.compatibility.clients;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A client in a process of its own: a program under src/test/resources/clients. It gets five arguments for each request
 * (method, URI, {@code yes|no|default} for Expect, content type, file or {@code -}) and prints a line for each answer, see
 * {@link Answer#parse}.
 */
final class ProgramClient implements Client {

    /** Where programs are compiled to. */
    static final Path DIRECTORY = Path.of("target", "clients").toAbsolutePath();

    /** Finds out what to run, and builds it. */
    interface Preparation {
        Program prepare() throws Exception;
    }

    record Program(String version, String... command) {}

    private final String name;
    private final Habit habit;
    private final View view;
    private final Preparation preparation;
    private Program program;

    ProgramClient(String name, Habit habit, View view, Preparation preparation) {
        this.name = name;
        this.habit = habit;
        this.view = view;
        this.preparation = preparation;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Habit habit() {
        return habit;
    }

    @Override
    public View view() {
        return view;
    }

    @Override
    public String version() throws Exception {
        return program().version();
    }

    @Override
    public List<Answer> send(List<Request> requests) throws Exception {
        List<String> command = new ArrayList<>(List.of(program().command()));
        for (Request request : requests) {
            command.add(request.method());
            command.add(request.uri().toString());
            command.add(
                    switch (request.expect()) {
                        case YES -> "yes";
                        case NO -> "no";
                        case DEFAULT -> "default";
                    });
            command.add(request.contentType());
            command.add(request.hasContent() ? request.content().toString() : "-");
        }
        return answers(command);
    }

    private Program program() throws Exception {
        if (program == null) {
            program = preparation.prepare();
        }
        return program;
    }

    /** Runs a command that prints answers; what else it has to say is on standard error. */
    static List<Answer> answers(List<String> command) throws IOException, InterruptedException {
        return run(command).lines().map(Answer::parse).toList();
    }

    /** Runs a command to its end and returns what it printed. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY);
        Path output = Files.createTempFile(DIRECTORY, "output", ".txt");
        Path errors = Files.createTempFile(DIRECTORY, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(errors.toFile()).directory(DIRECTORY.toFile());
        // Only ever to this machine: a proxy of the environment must not come between.
        builder.environment().keySet().removeIf(variable -> variable.matches("(?i).*_proxy"));
        builder.environment().put("GOCACHE", DIRECTORY.resolve("go-cache").toString());
        builder.environment().put("GOFLAGS", "-mod=mod");
        builder.environment().put("GOPROXY", "off");
        builder.redirectOutput(output.toFile());
        Process process = builder.start();
        try {
            // Whoever loses patience interrupts this thread.
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(command + " ended with " + status + ": " + Files.readString(errors));
            }
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** A file of src/test/resources/clients. */
    static String source(String name) throws URISyntaxException {
        URL source = ProgramClient.class.getResource("/clients/" + name);
        return Path.of(source.toURI()).toString();
    }
}
