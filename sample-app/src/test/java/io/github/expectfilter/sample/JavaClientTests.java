package io.github.expectfilter.sample;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** The JDK's own client; up to JDK 24 it never returns from a rejection that has a body (JDK-8286171). */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class JavaClientTests {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @LocalServerPort
    int port;

    private final AtomicBoolean contentWanted = new AtomicBoolean();

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("sample.folder", () -> folder.toString());
    }

    @ParameterizedTest
    @EnumSource
    void returnsFromContentTooLarge(HttpClient.Version version) {
        HttpRequest request = request("/files/large")
                .PUT(BodyPublishers.fromPublisher(content(new byte[1]), 1_234_567_890_987L))
                .build();
        assertThat(send(version, request).statusCode()).isEqualTo(413);
        assertThat(contentWanted).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void returnsFromUnsupportedMediaType(HttpClient.Version version) {
        HttpRequest request = request("/documents")
                .header("Content-Type", "text/html")
                .POST(content(new byte[1]))
                .build();
        HttpResponse<String> response = send(version, request);
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("Accept").orElseThrow()).contains("application/pdf");
        assertThat(contentWanted).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void uploads(HttpClient.Version version) {
        byte[] content = new byte[1_000_000];
        new Random(1).nextBytes(content);
        String name = version.name();
        HttpRequest request = request("/files/" + name).PUT(content(content)).build();
        assertThat(send(version, request).statusCode()).isEqualTo(201);
        assertThat(folder.resolve(name)).hasBinaryContent(content);
        assertThat(contentWanted).isTrue();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .expectContinue(true);
    }

    private BodyPublisher content(byte[] bytes) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    contentWanted.set(true);
                    return new ByteArrayInputStream(bytes);
                }),
                bytes.length);
    }

    private static HttpResponse<String> send(HttpClient.Version version, HttpRequest request) {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        return assertTimeoutPreemptively(Duration.ofSeconds(10), () -> client.send(request, BodyHandlers.ofString()));
    }
}
