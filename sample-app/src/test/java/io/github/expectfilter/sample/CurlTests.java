package io.github.expectfilter.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/** The curl of this machine against the sample. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CurlTests {

    private static final String EXPECT = "Expect: 100-continue";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path parent;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("sample.folder", () -> parent.resolve("files").toString());
    }

    @BeforeAll
    static void requireCurl() throws Exception {
        try {
            new ProcessBuilder("curl", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            abort("There is no curl on this machine: " + missing.getMessage());
        }
    }

    @Test
    void sendsNothingOfAFileThatIsTooLarge() throws Exception {
        Path file = parent.resolve("big");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(100_000_000);
        }
        assertThat(curl("-H", EXPECT, "-T", file.toString(), url("/files/big"))).isEqualTo("413 0");
    }

    @Test
    void sendsNothingOfADocumentOfAnotherType() throws Exception {
        Path file = Files.writeString(parent.resolve("page.html"), "<b>");
        assertThat(curl("-H", EXPECT, "-H", "Content-Type: text/html", "--data-binary", "@" + file, url("/documents")))
                .isEqualTo("415 0");
    }

    @Test
    void uploadsAndDownloads() throws Exception {
        Path file = parent.resolve("random");
        byte[] block = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 40; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        long size = Files.size(file);
        assertThat(curl("-H", EXPECT, "-T", file.toString(), url("/files/random")))
                .isEqualTo("201 " + size);

        Path downloaded = parent.resolve("downloaded");
        assertThat(curl("-o", downloaded.toString(), url("/files/random"))).isEqualTo("200 0");
        assertThat(Files.mismatch(file, downloaded)).isEqualTo(-1);
    }

    @Test
    void failsAnExpectationThatNobodyKnows() throws Exception {
        Path file = Files.writeString(parent.resolve("small"), "hello");
        assertThat(curl("-H", "Expect: x-unknown", "-T", file.toString(), url("/files/small")))
                .startsWith("417 ");
        assertThat(parent.resolve("files/small")).doesNotExist();
    }

    private String url(String path) {
        return "http://localhost:" + port + path;
    }

    /** The status and the number of bytes sent. It waits for the 100 for longer than any test should take. */
    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("curl", "-q", "-sS", "--noproxy", "*", "--expect100-timeout", "10", "--max-time", "60"));
        command.addAll(List.of("-w", "%{stderr}%{http_code} %{size_upload}"));
        command.addAll(List.of(arguments));
        Process curl = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String written = new String(curl.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor()).as(written).isZero();
        return written;
    }
}
