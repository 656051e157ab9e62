package io.github.expectfilter.sample;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path parent;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("sample.folder", () -> folder().toString());
    }

    @AfterEach
    void removeFiles() throws IOException {
        for (String name : entries()) {
            Files.delete(folder().resolve(name));
        }
    }

    @Test
    void putCreatesThenReplaces() throws Exception {
        HttpResponse<String> created = put("/files/a%20b%3B.txt", "one");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("/files/a%20b%3B.txt");
        assertThat(created.body()).isEqualTo("{\"name\":\"a b;.txt\",\"size\":3}");

        HttpResponse<String> replaced = put("/files/a%20b%3B.txt", "three");
        assertThat(replaced.statusCode()).isEqualTo(200);
        assertThat(replaced.headers().firstValue("Location")).isEmpty();
        assertThat(replaced.body()).isEqualTo("{\"name\":\"a b;.txt\",\"size\":5}");

        assertThat(get("/files/a%20b%3B.txt").body()).isEqualTo("three");
        assertThat(entries()).containsExactly("a b;.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "nonsense"
            })
    void putStoresTheContentAsItIs(String contentType) throws Exception {
        String content = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb=c&d=e\r\n--x--\r\n";
        HttpResponse<String> response =
                send(request("/files/form").header("Content-Type", contentType).PUT(BodyPublishers.ofString(content)));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(folder().resolve("form")).hasBinaryContent(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void putStoresContentOfUndeclaredLengthAndNone() throws Exception {
        byte[] content = new byte[3_000_000];
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
        assertThat(send(request("/files/chunked").PUT(chunked)).statusCode()).isEqualTo(201);
        assertThat(folder().resolve("chunked")).hasSize(content.length);

        assertThat(put("/files/empty", "").body()).isEqualTo("{\"name\":\"empty\",\"size\":0}");
    }

    @Test
    void putOfAPartIsRefused() throws Exception {
        HttpResponse<String> response =
                send(request("/files/a").header("Content-Range", "bytes 0-1/4").PUT(BodyPublishers.ofString("ab")));
        assertProblem(response, 400);
        assertThat(entries()).isEmpty();
    }

    @Test
    void putWhoseAnswerIsNotAcceptableStoresNothing() throws Exception {
        HttpResponse<String> response =
                send(request("/files/a").header("Accept", "image/png").PUT(BodyPublishers.ofString("ab")));
        assertProblem(response, 406);
        assertThat(entries()).isEmpty();
    }

    @Test
    void listsByName() throws Exception {
        assertThat(get("/files").body()).isEqualTo("[]");
        put("/files/b", "22");
        put("/files/a", "1");
        Files.writeString(folder().resolve(".upload-x"), "half");
        HttpResponse<String> response = get("/files");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body())
                .matches("\\[\\{\"name\":\"a\",\"size\":1,\"lastModified\":\"20[^\"]+Z\"},"
                        + "\\{\"name\":\"b\",\"size\":2,\"lastModified\":\"20[^\"]+Z\"}]");
    }

    @Test
    void downloads() throws Exception {
        put("/files/page.html", "<b>");
        HttpResponse<String> response = get("/files/page.html");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("<b>");
        assertDownloadHeaders(response);

        HttpResponse<String> head = send(request("/files/page.html").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertDownloadHeaders(head);
    }

    @Test
    void downloadsNamesBeyondAscii() throws Exception {
        assumeFileSystemBeyondAscii();
        assertThat(put("/files/%C3%BC", "1").headers().firstValue("Location")).hasValue("/files/%C3%BC");
        assertThat(get("/files/%C3%BC")
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElseThrow())
                .startsWith("attachment;")
                .endsWith("filename*=UTF-8''%C3%BC");
    }

    @Test
    void missingFilesAreNotFound() throws Exception {
        assertProblem(get("/files/missing"), 404);
        assertProblem(send(request("/files/missing").DELETE()), 404);
        assertThat(send(request("/files/missing").method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
        assertProblem(get("/missing"), 404);
        assertProblem(get("/error"), 404);
    }

    @Test
    void deletes() throws Exception {
        put("/files/a", "1");
        HttpResponse<String> response = send(request("/files/a").DELETE());
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(entries()).isEmpty();
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        HttpResponse<String> response = send(request("/files/a").method("PATCH", BodyPublishers.ofString("x")));
        assertProblem(response, 405);
        assertThat(response.headers().firstValue("Allow").orElseThrow()).contains("PUT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files",
                "/files/",
                "/files/.",
                "/files/..",
                "/files/../outside",
                "/files/%2e%2e",
                "/files/%2e%2e/outside",
                "/files/..;/outside",
                "/files/.hidden",
                "/files/%2ehidden",
                "/files/.lock",
                "/files/a/b",
                "/files//a",
                "/files/a/",
                "/files/a;b",
                "/files/a%0d%0ab",
                "/files/a%7f",
                "/files/a:b",
                "/files/%20"
            })
    void badNamesAreRefused(String path) throws Exception {
        for (String method : List.of("PUT", "DELETE")) {
            assertThat(exchangeWithPath(method, path))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\r\nContent-Type: application/problem+json")
                    .contains("\"status\":400", "\"detail\":\"");
        }
        assertThat(entries()).isEmpty();
        assertThat(files(parent)).containsExactly("files");
    }

    /** Before the application is asked, so in Tomcat's own words. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/../../outside",
                "/files/%2e%2e%2foutside",
                "/files/%2e%2e%5coutside",
                "/files/..%c0%afoutside",
                "/files/a%2fb",
                "/files/a\\b",
                "/files/a%5cb",
                "/files/a%00",
                "/files/a%ff",
                "/files/a%zz"
            })
    void badPathsAreRefusedByTomcat(String path) throws Exception {
        for (String method : List.of("PUT", "DELETE")) {
            assertThat(exchangeWithPath(method, path)).startsWith("HTTP/1.1 400 ");
        }
        assertThat(entries()).isEmpty();
        assertThat(files(parent)).containsExactly("files");
    }

    @Test
    void longNamesAreRefused() throws Exception {
        assertThat(put("/files/" + "a".repeat(200), "1").statusCode()).isEqualTo(201);
        assertProblem(put("/files/" + "a".repeat(201), "1"), 400);
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        Path secret = Files.writeString(parent.resolve("secret"), "secret");
        try {
            Files.createSymbolicLink(folder().resolve("link"), secret);
            assertProblem(get("/files/link"), 404);
            assertProblem(put("/files/link", "new"), 409);
            assertProblem(send(request("/files/link").DELETE()), 404);
            assertThat(secret).hasContent("secret");
        } finally {
            Files.delete(secret);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\n12345",
                "Transfer-Encoding: chunked\r\n\r\na\r\n12345",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\nno-size\r\n"
            })
    void uploadThatEndsEarlyIsAProblem(String rest) throws Exception {
        put("/files/a", "old");
        for (String name : List.of("a", "b")) {
            // Only the sending side is closed, so that the answer can be seen.
            assertThat(exchange("PUT /files/" + name + " HTTP/1.1\r\nHost: x\r\n" + rest))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\r\nContent-Type: application/problem+json", "\"instance\":\"/files/" + name + "\"");
        }
        assertThat(entries()).containsExactly("a");
        assertThat(folder().resolve("a")).hasContent("old");
    }

    @Test
    void clientThatVanishesLeavesNothing() throws Exception {
        put("/files/a", "old");
        for (boolean reset : new boolean[] {false, true}) {
            for (String name : List.of("a", "b")) {
                try (Socket socket = new Socket("localhost", port)) {
                    String head = "PUT /files/" + name + " HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(new byte[100_000]);
                    awaitTemporaryFiles(1);
                    if (reset) {
                        socket.setSoLinger(true, 0);
                    }
                }
                awaitTemporaryFiles(0);
            }
        }
        assertThat(entries()).containsExactly("a");
        assertThat(folder().resolve("a")).hasContent("old");
    }

    @Test
    void concurrentUploadsOfOneNameNeverMix() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (char c = 'a'; c < 'i'; c++) {
            String content = String.valueOf(c).repeat(500_000);
            responses.add(CLIENT.sendAsync(
                    request("/files/same").PUT(BodyPublishers.ofString(content)).build(), BodyHandlers.ofString()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (var response : responses) {
            statuses.add(response.get().statusCode());
        }
        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
        String content = get("/files/same").body();
        assertThat(content).hasSize(500_000);
        assertThat(content.chars().distinct().count()).isOne();
        assertThat(entries()).containsExactly("same");
    }

    @Test
    void documentAsContentGetsAName() throws Exception {
        HttpResponse<String> response = document("application/pdf", "%PDF");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).matches("\\[\\{\"name\":\"document-[0-9a-f]{8}\\.pdf\",\"size\":4}]");
        assertThat(document("image/jpeg", "jpeg").body()).contains(".jpg\"");
        assertThat(entries()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "application/octet-stream", "image/*", "nonsense", "multipart/mixed; boundary=x"})
    void documentOfAnotherTypeIsRefused(String contentType) throws Exception {
        HttpResponse<String> response = document(contentType, "content");
        assertProblem(response, 415);
        assertThat(response.headers().firstValue("Accept").orElseThrow()).contains("application/pdf", "image/*");
        assertThat(entries()).isEmpty();
    }

    @Test
    void documentWithoutATypeIsRefused() throws Exception {
        assertProblem(send(request("/documents").POST(BodyPublishers.ofString("content"))), 415);
    }

    @Test
    void documentThatEndsEarlyLeavesNothing() throws Exception {
        assertThat(exchange("POST /documents HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
                        + "Content-Length: 10\r\n\r\n12345"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(exchange("POST /documents HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                        + "Content-Length: 500\r\n\r\n" + part("file", "a.pdf", "application/pdf", "content")))
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\nContent-Type: application/problem+json");
        assertThat(entries()).isEmpty();
    }

    @Test
    void formStoresAllItsDocuments() throws Exception {
        HttpResponse<String> response = form(
                part("file", "a.pdf", "application/pdf", "%PDF"),
                part("file", "b.png", "image/png", "png"),
                part("other", "c.gif", "image/gif", ""),
                "--x\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nhello\r\n");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body())
                .isEqualTo("[{\"name\":\"a.pdf\",\"size\":4},{\"name\":\"b.png\",\"size\":3},"
                        + "{\"name\":\"c.gif\",\"size\":0}]");
        assertThat(entries()).containsExactly("a.pdf", "b.png", "c.gif");
        assertThat(folder().resolve("a.pdf")).hasContent("%PDF");
    }

    @Test
    void formMayHaveNamesBeyondAscii() throws Exception {
        assumeFileSystemBeyondAscii();
        assertThat(form(part("file", "ü.pdf", "application/pdf", "%PDF")).body())
                .isEqualTo("[{\"name\":\"ü.pdf\",\"size\":4}]");
        assertThat(get("/files/%C3%BC.pdf").body()).isEqualTo("%PDF");
    }

    @Test
    void formWithOneOtherTypeStoresNothing() throws Exception {
        HttpResponse<String> response =
                form(part("file", "a.pdf", "application/pdf", "%PDF"), part("file", "b.html", "text/html", "<b>"));
        assertProblem(response, 415);
        assertThat(response.headers().firstValue("Accept")).hasValue("application/pdf, image/*");
        assertThat(entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../b.pdf", "C:\\\\docs\\\\b.pdf", ".b.pdf", "docs/b.pdf", "", "a.pdf"})
    void formWithOneBadNameStoresNothing(String name) throws Exception {
        HttpResponse<String> response =
                form(part("file", "a.pdf", "application/pdf", "%PDF"), part("file", name, "application/pdf", "%PDF"));
        assertProblem(response, 400);
        assertThat(entries()).isEmpty();
    }

    @Test
    void formWithoutFilesIsRefused() throws Exception {
        assertProblem(form("--x\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nhello\r\n"), 400);
        // A file input of a browser in which nothing was chosen.
        assertProblem(form(part("file", "", "application/octet-stream", "")), 400);
    }

    @Test
    void malformedFormIsRefused() throws Exception {
        assertProblem(document("multipart/form-data; boundary=x", "no part"), 400);
        assertProblem(document("multipart/form-data", part("file", "a.pdf", "application/pdf", "%PDF")), 400);
        assertThat(entries()).isEmpty();
    }

    private static Path folder() {
        return parent.resolve("files");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpResponse<String> put(String path, String content) throws Exception {
        return send(request(path).PUT(BodyPublishers.ofString(content)));
    }

    private HttpResponse<String> document(String contentType, String content) throws Exception {
        return send(request("/documents").header("Content-Type", contentType).POST(BodyPublishers.ofString(content)));
    }

    private HttpResponse<String> form(String... parts) throws Exception {
        return document("multipart/form-data; boundary=x", String.join("", parts) + "--x--\r\n");
    }

    private static String part(String field, String fileName, String contentType, String content) {
        return "--x\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: " + contentType + "\r\n\r\n" + content + "\r\n";
    }

    /** By socket, because an HTTP client would not send some of the paths. */
    private String exchangeWithPath(String method, String path) throws IOException {
        return exchange(
                method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1");
    }

    /** Sends all, closes the sending side, and reads until the server closes the connection. */
    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // In the C locale Java cannot name such a file; the service answers 400 then.
    private static void assumeFileSystemBeyondAscii() {
        Assumptions.assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
                .newEncoder()
                .canEncode("ü"));
    }

    private static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status);
    }

    private static void assertDownloadHeaders(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("3");
        assertThat(response.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"page.html\"");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    private static void awaitTemporaryFiles(int count) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (entries().stream().filter(name -> name.startsWith(".upload-")).count() != count) {
            assertThat(System.nanoTime())
                    .as("still waiting for %s temporary files", count)
                    .isLessThan(end);
            Thread.sleep(5);
        }
    }

    /** Everything in the folder except the lock. */
    private static List<String> entries() throws IOException {
        return files(folder()).stream().filter(name -> !name.equals(".lock")).toList();
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
