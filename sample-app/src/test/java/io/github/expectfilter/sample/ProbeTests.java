package io.github.expectfilter.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.github.expectfilter.probe.ExpectProbe;
import io.github.expectfilter.probe.Outcome;
import io.github.expectfilter.probe.ProbeReport;
import io.github.expectfilter.probe.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** What the probe says of Tomcat with the starter. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ProbeTests {

    private static final long TOO_LARGE = 60L * 1024 * 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("sample.folder", () -> folder.toString());
    }

    @ParameterizedTest
    @CsvSource({"PUT, /files/a, 65536", "PUT, /files/a, 62914560", "POST, /documents, 62914560"})
    void theHandshakeIsEffective(String method, String path, long length) throws IOException {
        ProbeReport report =
                probe(path).method(method).announcedLength(length).build().run();
        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.EFFECTIVE);
        assertThat(report.exitStatus()).as(report.toText()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
    }

    @Test
    void aRefusedUploadIsNotSent() throws IOException {
        Outcome outcome = probe("/files/a").announcedLength(TOO_LARGE).build().announce();
        outcome.assertRejectedBefore100(413).assertConnectionEnded();
        assertThat(outcome.contentSent()).isZero();
    }

    @Test
    void anAcceptedUploadGetsOne100() throws IOException {
        probe("/files/a").announcedLength(5).build().announce().assertContinued();
    }

    private ExpectProbe.Builder probe(String path) {
        return ExpectProbe.builder(URI.create("http://localhost:" + port + path));
    }
}
