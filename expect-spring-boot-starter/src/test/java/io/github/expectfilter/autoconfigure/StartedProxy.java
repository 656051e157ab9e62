package io.github.expectfilter.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.expectfilter.probe.RawClient;

/** A proxy of this machine, in a process of its own, listening. */
record StartedProxy(Process process, int port) {

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts the command, with the file of the configuration behind it. */
    static StartedProxy start(
            Path directory, int port, String configuration, Map<String, String> environment, String... command)
            throws Exception {
        Path file = Files.writeString(directory.resolve("proxy.conf"), configuration);
        List<String> line = new ArrayList<>(List.of(command));
        line.add(file.toString());
        File log = directory.resolve("proxy.log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log);
        builder.environment().putAll(environment);
        Process process = builder.start();
        for (int i = 0; i < 100; i++) {
            try {
                RawClient.connect(port).close();
                return new StartedProxy(process, port);
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    break;
                }
                Thread.sleep(100);
            }
        }
        process.destroy();
        throw new AssertionError("The proxy does not listen: " + Files.readString(log.toPath()));
    }

    /** Starts nginx with what stands in its {@code http} block. */
    static StartedProxy startNginx(Path directory, int port, String http) throws Exception {
        return start(
                directory, port, """
                daemon off;
                user root;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_max_body_size 100m;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                %2$s
                }
                """.formatted(directory, http), Map.of(), "nginx", "-p", directory.toString(), "-c");
    }

    void stop() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor(20, TimeUnit.SECONDS);
    }
}
