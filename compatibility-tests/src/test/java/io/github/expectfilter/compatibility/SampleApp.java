package io.github.expectfilter.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sample application as a user runs it: {@code java -jar sample-app.jar}. */
public final class SampleApp implements AutoCloseable {

    private static final Path JAR = Path.of("..", "sample-app", "target", "sample-app.jar")
            .toAbsolutePath()
            .normalize();

    private final RunningProcess process;
    private final int port;
    private final Path files;

    private SampleApp(RunningProcess process, int port, Path files) {
        this.process = process;
        this.port = port;
        this.files = files;
    }

    /**
     * Starts it on a free port.
     *
     * @param directory an empty directory for its log and its files
     * @param options more of them, {@code --name=value}
     */
    public static SampleApp start(Path directory, String... options) throws Exception {
        if (!Files.exists(JAR)) {
            throw new AssertionError("There is no sample-app/target/sample-app.jar: run mvn -Pcompatibility package");
        }
        Path files = Files.createDirectories(directory.resolve("files"));
        int port = RunningProcess.freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                JAR.toString(),
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--sample.folder=" + files));
        command.addAll(List.of(options));
        RunningProcess process =
                RunningProcess.start(directory, Map.of(), command).awaitPort(port);
        return new SampleApp(process, port, files);
    }

    public int port() {
        return port;
    }

    /** The folder in which uploads are kept. */
    public Path files() {
        return files;
    }

    public String log() throws IOException {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
