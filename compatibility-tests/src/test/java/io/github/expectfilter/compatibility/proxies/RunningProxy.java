package io.github.expectfilter.compatibility.proxies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.expectfilter.compatibility.Programs;
import io.github.expectfilter.compatibility.RunningProcess;

/** A started proxy. */
final class RunningProxy implements AutoCloseable {

    private final RunningProcess process;
    private final int port;

    private RunningProxy(RunningProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param directory an empty directory for its files
     * @param configuration as a user would write it, for port 8000 and the application at {@code app:8080}
     * @param origin the port of the application
     * @throws org.opentest4j.TestAbortedException if the machine does not have the proxy
     */
    static RunningProxy start(ProxyProgram program, Path directory, String configuration, int origin) throws Exception {
        Path command = Programs.find(program.command, program.debianPackage);
        // Some of them write as another user than the one that starts them.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port = RunningProcess.freePort();
        Path file = directory.resolve("proxy.conf");
        Files.writeString(file, program.file(directory, withPorts(configuration, port, origin)));
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(program.arguments(directory, file, port));
        Map<String, String> environment = Map.of("HOME", directory.toString());
        return new RunningProxy(
                RunningProcess.start(directory, environment, line).awaitPort(port), port);
    }

    /** A file of {@code src/test/resources/proxies}. */
    static String configuration(String file) throws IOException {
        return Files.readString(Path.of("src", "test", "resources", "proxies", file));
    }

    private static String withPorts(String text, int port, int origin) {
        return text.replaceAll("\\bapp\\b", "127.0.0.1")
                .replaceAll("\\b8080\\b", String.valueOf(origin))
                .replaceAll("\\b8000\\b", String.valueOf(port));
    }

    int port() {
        return port;
    }

    String log() throws Exception {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
