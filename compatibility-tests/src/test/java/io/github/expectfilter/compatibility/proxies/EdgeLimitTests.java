package io.github.expectfilter.compatibility.proxies;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.expectfilter.compatibility.Compatibility;
import io.github.expectfilter.compatibility.SampleApp;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Where a proxy answers the 100 itself, a limit of its own is what still spares content, in its own words. */
@Compatibility
class EdgeLimitTests {

    @TempDir
    static Path directory;

    private static SampleApp sample;

    @BeforeAll
    static void startSample() throws Exception {
        sample = SampleApp.start(Files.createDirectory(directory.resolve("sample")));
    }

    @AfterAll
    static void stopSample() {
        if (sample != null) {
            sample.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"NGINX, nginx-limit.conf", "HAPROXY, haproxy-limit.cfg", "LIGHTTPD, lighttpd-limit.conf"})
    void theProxyRejectsBeforeItSaysContinue(ProxyProgram program, String file) throws Exception {
        Path files = Files.createDirectory(directory.resolve(program.name()));
        try (RunningProxy proxy = RunningProxy.start(program, files, RunningProxy.configuration(file), sample.port())) {
            assertThat(put(proxy.port(), 600_000).status()).isEqualTo(413);
            assertThat(put(proxy.port(), 500_000).status()).isEqualTo(100);
        }
    }

    /** The first answer to an upload whose content is not sent. */
    private static Answer put(int port, int length) throws Exception {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(
                    "PUT /files/limit HTTP/1.1",
                    "Host: localhost",
                    "Content-Length: " + length,
                    "Expect: 100-continue");
            return client.read();
        }
    }
}
