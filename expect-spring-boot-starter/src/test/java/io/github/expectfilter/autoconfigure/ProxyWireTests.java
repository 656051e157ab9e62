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
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rejections behind real proxies, which answer the 100 themselves or whose clients never asked for one: our status has
 * to arrive, not a 502 and not a reset. In the Maven profile {@code proxies}; wants Debian's nginx and apache2.
 */
@Tag("proxies")
class ProxyWireTests {

    private static final int UPLOADS = 300;
    private static final byte[] CONTENT = new byte[3_000_000];

    @TempDir
    Path directory;

    private ConfigurableApplicationContext context;
    private Process proxy;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @AfterEach
    void stop() throws InterruptedException {
        if (proxy != null) {
            proxy.descendants().forEach(ProcessHandle::destroy);
            proxy.destroy();
            proxy.waitFor(20, TimeUnit.SECONDS);
        }
        context.close();
    }

    private int startOrigin(String drain) {
        context = new SpringApplication(App.class)
                .run(
                        "--server.port=0",
                        "--expect.rules[0].content-types=video/*",
                        "--expect.rejection.drain=" + drain,
                        "--expect.rejection.drain-timeout=30s");
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void startProxy(int port, String configuration, String... command) throws Exception {
        Path file = Files.writeString(directory.resolve("proxy.conf"), configuration);
        List<String> line = new ArrayList<>(List.of(command));
        line.add(file.toString());
        File log = directory.resolve("proxy.log").toFile();
        proxy = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        for (int i = 0; i < 100; i++) {
            try {
                RawClient.connect(port).close();
                return;
            } catch (IOException notYet) {
                assertThat(proxy.isAlive()).as(Files.readString(log.toPath())).isTrue();
                Thread.sleep(100);
            }
        }
        throw new AssertionError("The proxy does not listen: " + Files.readString(log.toPath()));
    }

    private void startNginx(int port, int origin, String directives) throws Exception {
        startProxy(port, """
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
                  server {
                    listen 127.0.0.1:%2$d;
                    location / { %4$s proxy_pass http://127.0.0.1:%3$d; }
                  }
                }
                """.formatted(directory, port, origin, directives), "nginx", "-p", directory.toString(), "-c");
    }

    private void startApache(int port, int origin) throws Exception {
        startProxy(port, """
                ServerRoot %1$s
                ServerName localhost
                DefaultRuntimeDir %1$s
                PidFile %1$s/apache.pid
                ErrorLog %1$s/error.log
                User www-data
                Group www-data
                Listen 127.0.0.1:%2$d
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
                LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
                ProxyPass / http://127.0.0.1:%3$d/
                """.formatted(directory, port, origin), "apache2", "-DFOREGROUND", "-f");
    }

    /** How often each status came; what was lost is under the name of its exception. */
    private static Map<String, Integer> upload(int port) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> outcomes = new ArrayList<>();
            for (int i = 0; i < UPLOADS; i++) {
                outcomes.add(executor.submit(() -> uploadOnce(port)));
            }
            Map<String, Integer> counts = new TreeMap<>();
            for (Future<String> outcome : outcomes) {
                counts.merge(outcome.get(120, TimeUnit.SECONDS), 1, Integer::sum);
            }
            return counts;
        } finally {
            executor.shutdownNow();
        }
    }

    private static String uploadOnce(int port) {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(
                    "POST /files HTTP/1.1", "Host: x", "Content-Type: text/plain", "Content-Length: " + CONTENT.length);
            client.send(CONTENT);
            Answer answer = client.read();
            return answer.status() + (answer.body().contains("unsupported-media-type") ? " ours" : " not ours");
        } catch (IOException lost) {
            return lost.toString();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "buffering, ''",
        "streaming, proxy_request_buffering off; proxy_http_version 1.1; proxy_set_header Connection '';"
    })
    void everyRejectionArrivesThroughNginx(String name, String directives) throws Exception {
        int port = freePort();
        startNginx(port, startOrigin("4MB"), directives);

        assertThat(upload(port)).isEqualTo(Map.of("415 ours", UPLOADS));
    }

    @Test
    void everyRejectionArrivesThroughApache() throws Exception {
        int port = freePort();
        startApache(port, startOrigin("4MB"));

        assertThat(upload(port)).isEqualTo(Map.of("415 ours", UPLOADS));
    }
}
