package io.github.expectfilter.autoconfigure;

import java.io.IOException;
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
    private StartedProxy proxy;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @AfterEach
    void stop() throws InterruptedException {
        if (proxy != null) {
            proxy.stop();
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

    private void startNginx(int port, int origin, String directives) throws Exception {
        proxy = StartedProxy.startNginx(directory, port, """
                  server {
                    listen 127.0.0.1:%1$d;
                    location / { %3$s proxy_pass http://127.0.0.1:%2$d; }
                  }
                """.formatted(port, origin, directives));
    }

    private void startApache(int port, int origin) throws Exception {
        proxy = StartedProxy.start(
                directory, port, """
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
                """.formatted(directory, port, origin), Map.of(), "apache2", "-DFOREGROUND", "-f");
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
        int port = StartedProxy.freePort();
        startNginx(port, startOrigin("4MB"), directives);

        assertThat(upload(port)).isEqualTo(Map.of("415 ours", UPLOADS));
    }

    @Test
    void everyRejectionArrivesThroughApache() throws Exception {
        int port = StartedProxy.freePort();
        startApache(port, startOrigin("4MB"));

        assertThat(upload(port)).isEqualTo(Map.of("415 ours", UPLOADS));
    }
}
