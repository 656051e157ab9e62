package io.github.expectfilter.compatibility.proxies;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.expectfilter.compatibility.Compatibility;
import io.github.expectfilter.compatibility.SampleApp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many large rejected uploads at once behind proxies that lose an answer to content that was not read: with a drain as
 * large as the uploads our status arrives every time, not a 502 and not a reset.
 */
@Compatibility
class RejectedUploadsTests {

    private static final int UPLOADS = 300;
    private static final byte[] CONTENT = new byte[3_000_000];

    @TempDir
    static Path directory;

    private static SampleApp sample;

    @BeforeAll
    static void startSample() throws Exception {
        sample = SampleApp.start(
                Files.createDirectory(directory.resolve("sample")),
                "--expect.rejection.drain=4MB",
                "--expect.rejection.drain-timeout=30s");
    }

    @AfterAll
    static void stopSample() {
        if (sample != null) {
            sample.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"NGINX, client_max_body_size 100m;", "NGINX_STREAMING, client_max_body_size 100m;", "APACHE, ''"})
    void everyRejectionArrives(Hop hop, String more) throws Exception {
        Path files = Files.createDirectory(directory.resolve(hop.name()));
        try (RunningProxy proxy =
                RunningProxy.start(hop.program, files, more + "\n" + hop.configuration(), sample.port())) {
            assertThat(Uploads.count(UPLOADS, 8, () -> Uploads.outcome(proxy.port(), "POST /documents", CONTENT)))
                    .isEqualTo(Map.of("415 ours", UPLOADS));
        }
    }
}
