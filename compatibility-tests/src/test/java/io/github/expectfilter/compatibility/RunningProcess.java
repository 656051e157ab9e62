package io.github.expectfilter.compatibility;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.github.expectfilter.probe.RawClient;

/** A server or proxy that was started for a test, with all that it says in a log file; stopped by pid. */
public final class RunningProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;

    private RunningProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a command.
     *
     * @param directory its working directory; the log is written there
     */
    public static RunningProcess start(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        Path log = directory.resolve("process.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        RunningProcess started = new RunningProcess(builder.start(), log);
        // Also when the tests are broken off.
        Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
        return started;
    }

    /** Waits until something listens on a port of this machine. */
    public RunningProcess awaitPort(int port) throws Exception {
        return await("listens on port " + port, () -> {
            RawClient.connect(port).close();
            return true;
        });
    }

    /** Waits until a condition holds; an exception counts as "not yet". */
    public RunningProcess await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (condition.call()) {
                    return this;
                }
            } catch (IOException notYet) {
                // Asked again below.
            }
            if (!process.isAlive()) {
                throw new AssertionError("It ended before it " + what + ":\n" + log());
            }
            Thread.sleep(100);
        }
        close();
        throw new AssertionError("After " + PATIENCE + " nothing " + what + ":\n" + log());
    }

    /** All that the process has said so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(25, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** A port that was free a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
