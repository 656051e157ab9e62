package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.expectfilter.AdmissionCheck;
import io.github.expectfilter.ExpectFilterListener;
import io.github.expectfilter.Rejection;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configurations of docs/proxies.md as they stand there, in front of an application: what is rejected never leaves the
 * client, what is accepted arrives whole. In the Maven profile {@code compatibility}; wants curl and Debian's nginx and caddy.
 */
@Tag("compatibility")
class DecisionEndpointProxyTests {

    private static final Path DOCS = Path.of("../docs/proxies.md");
    private static final long SIZE = 100 << 20;

    private static final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @TempDir
    Path directory;

    private StartedApplication application;
    private StartedProxy proxy;
    private int port;

    enum Proxy {
        NGINX_STREAMING,
        NGINX_BUFFERING,
        CADDY
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Uploads.class)
    static class App {

        @Bean
        ExpectFilterListener teller() {
            return event -> told.add(event.decision() + ", spared " + event.unreceivedContent());
        }

        @Bean
        AdmissionCheck statuses() {
            return request -> {
                String path = request.getServletPath();
                return path.startsWith("/upload/status/")
                        ? Rejection.of(Integer.parseInt(path.substring(15)), "As you wish.", Map.of("Retry-After", "7"))
                        : null;
            };
        }
    }

    @RestController
    static class Uploads {

        @PutMapping("/upload/{kind}/{name}")
        String put(HttpServletRequest request) throws Exception {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long count = 0;
            byte[] buffer = new byte[65536];
            try (InputStream in = request.getInputStream()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                    count += n;
                }
            }
            return count + " " + HexFormat.of().formatHex(digest.digest());
        }
    }

    @BeforeEach
    void startApplication() {
        told.clear();
        application = StartedApplication.start(
                App.class,
                "expect.decision-endpoint.path=/expect-decision",
                "expect.rules[0].paths=/upload/video/*",
                "expect.rules[0].content-types=video/*",
                "expect.rules[0].max-content-length=100MB",
                "expect.rules[1].paths=/upload/secret/*",
                "expect.rules[1].require-authorization=Basic realm=\"files\"",
                "expect.rules[2].paths=/upload/length/*",
                "expect.rules[2].require-content-length=true",
                "expect.rules[3].paths=/upload/one/*",
                "expect.rules[3].max-concurrent=1");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (proxy != null) {
            proxy.stop();
        }
        application.close();
    }

    private void start(Proxy kind) throws Exception {
        port = StartedProxy.freePort();
        String app = "127.0.0.1:" + application.port();
        if (kind == Proxy.CADDY) {
            String configuration = "{\n\tadmin off\n\tauto_https off\n}\n"
                    + documented("caddyfile")
                            .replace(":80 {", ":" + port + " {\n\tbind 127.0.0.1")
                            .replace("127.0.0.1:8080", app);
            Map<String, String> home = Map.of(
                    "HOME", directory.toString(),
                    "XDG_DATA_HOME", directory.toString(),
                    "XDG_CONFIG_HOME", directory.toString());
            proxy = StartedProxy.start(
                    directory, port, configuration, home, "caddy", "run", "--adapter", "caddyfile", "--config");
            return;
        }
        String configuration = documented("nginx")
                .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
                .replace("127.0.0.1:8080", app);
        if (kind == Proxy.NGINX_BUFFERING) {
            String streaming = """
                            proxy_request_buffering off;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                    """;
            assertThat(configuration).contains(streaming);
            configuration = configuration.replace(streaming, "");
        }
        proxy = StartedProxy.startNginx(directory, port, configuration);
    }

    private static String documented(String language) throws IOException {
        String docs = Files.readString(DOCS);
        int begin = docs.indexOf("```" + language + "\n");
        assertThat(begin).isNotNegative();
        begin = docs.indexOf('\n', begin) + 1;
        return docs.substring(begin, docs.indexOf("```", begin));
    }

    private Path upload(long size) throws IOException {
        Path file = directory.resolve("upload.bin");
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(size);
            content.writeUTF("begin");
            content.seek(size - 5);
            content.writeUTF("end");
        }
        return file;
    }

    /** Status, bytes sent and the body, as curl sees them. */
    private String curl(Path file, String path, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "-T",
                file.toString(),
                "--max-time",
                "120",
                "-o",
                directory.resolve("answer").toString()));
        command.addAll(List.of("-w", "%{http_code} %{size_upload}", "http://127.0.0.1:" + port + path));
        command.addAll(List.of(options));
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor()).as(said).isZero();
        return said + " " + Files.readString(directory.resolve("answer"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfARejectedUploadIsSent(Proxy kind) throws Exception {
        start(kind);
        Path file = upload(SIZE);

        assertThat(curl(file, "/upload/video/a", "-H", "Content-Type: text/plain"))
                .startsWith("415 0 {")
                .contains("\"reason\":\"unsupported-media-type\"");
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("reject 415 unsupported-media-type, spared " + SIZE);
        Path larger = upload(SIZE + 1);
        assertThat(curl(larger, "/upload/video/a", "-H", "Content-Type: video/mp4"))
                .startsWith("413 0 {")
                .contains("\"reason\":\"content-too-large\"");
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("reject 413 content-too-large, spared " + (SIZE + 1));
        assertThat(curl(larger, "/upload/secret/a")).startsWith("401 0 {");
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("reject 401 unauthorized, spared " + (SIZE + 1));
        assertThat(told).as("each is told once").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anAcceptedUploadArrivesWhole(Proxy kind) throws Exception {
        start(kind);
        Path file = upload(SIZE);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }

        assertThat(curl(file, "/upload/video/a", "-H", "Content-Type: video/mp4"))
                .isEqualTo("200 " + SIZE + " " + SIZE + " " + HexFormat.of().formatHex(digest.digest()));
        assertThat(told.poll(10, TimeUnit.SECONDS)).endsWith(", spared 0").doesNotContain("reject");
        assertThat(told).isEmpty();
    }

    private List<Answer> send(String path, String... fields) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            List<String> head = new ArrayList<>(List.of("PUT " + path + " HTTP/1.1", "Host: x"));
            head.addAll(List.of(fields));
            client.sendHead(head.toArray(String[]::new));
            List<Answer> answers = new ArrayList<>();
            answers.add(client.read());
            while (answers.get(answers.size() - 1).status() < 200) {
                client.send("0\r\n\r\n");
                answers.add(client.read());
            }
            return answers;
        }
    }

    private Answer refused(String path, String... fields) throws IOException {
        List<Answer> answers = send(path, fields);
        assertThat(answers).as("the final answer and no 100").hasSize(1);
        Answer answer = answers.get(0);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.headers("X-Expect-Status")).isEmpty();
        assertThat(answer.body()).contains("\"status\":" + answer.status() + ",");
        return answer;
    }

    private static final String EXPECT = "Expect: 100-continue";
    private static final String LENGTH = "Content-Length: 1000000";

    /** Attempts; a place is given back a moment after the answer. */
    private static final int PLACE_COMES_BACK = 100;

    @ParameterizedTest
    @EnumSource
    void theAnswerIsTheRejectionItself(Proxy kind) throws Exception {
        start(kind);

        Answer answer = refused("/upload/video/a?x=1", EXPECT, LENGTH, "Content-Type: text/plain");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Accept")).isEqualTo("video/*");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"urn:expect-filter:unsupported-media-type\","
                        + "\"title\":\"Unsupported Media Type\",\"status\":415,"
                        + "\"detail\":\"The media type of the content is not accepted. Accepted here: video/*.\","
                        + "\"reason\":\"unsupported-media-type\"}");
        answer = refused("/upload/secret/a", EXPECT, LENGTH);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"files\"");
        assertThat(refused("/upload/video/a", EXPECT, "Content-Length: 104857601", "Content-Type: video/mp4")
                        .status())
                .isEqualTo(413);
        assertThat(refused("/upload/video/a", EXPECT, "Content-Length: 9999999999999999", "Content-Type: video/mp4")
                        .status())
                .isEqualTo(413);
        assertThat(refused("/upload/x%2Fy", EXPECT, LENGTH).status()).isEqualTo(400);
        assertThat(refused("/upload/x/../secret/a", EXPECT, LENGTH).status()).isEqualTo(401);

        // Also for a client that does not ask.
        assertThat(refused("/upload/secret/a", LENGTH).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"400", "429", "500", "503", "507"})
    void everyStatusOfTheDocumentationArrives(int status) throws Exception {
        for (Proxy kind : List.of(Proxy.NGINX_STREAMING, Proxy.CADDY)) {
            start(kind);
            Answer answer = refused("/upload/status/" + status, EXPECT, LENGTH);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Retry-After")).isEqualTo("7");
            proxy.stop();
        }
    }

    @Test
    void aStatusThatNginxIsNotToldOfIsA403WithItsBody() throws Exception {
        start(Proxy.NGINX_STREAMING);

        List<Answer> answers = send("/upload/status/409", EXPECT, LENGTH);
        assertThat(answers).extracting(Answer::status).containsExactly(403);
        assertThat(answers.get(0).body()).contains("\"status\":409,");
    }

    @Test
    void nginxTellsWhatTheClientExpects() throws Exception {
        start(Proxy.NGINX_STREAMING);

        assertThat(refused("/upload/x/a", "Expect: foo", LENGTH).status()).isEqualTo(417);
        assertThat(refused("/upload/x/a", "Expect: " + "x".repeat(600), LENGTH).status())
                .isEqualTo(431);
        // Listeners are told a moment after the answer.
        assertThat(told.poll(10, TimeUnit.SECONDS)).startsWith("reject 417");
        assertThat(told.poll(10, TimeUnit.SECONDS)).startsWith("reject 431");
    }

    @Test
    void contentOfUndeclaredLength() throws Exception {
        start(Proxy.NGINX_STREAMING);
        assertThat(refused("/upload/length/a", EXPECT, "Transfer-Encoding: chunked")
                        .status())
                .isEqualTo(411);
        proxy.stop();

        start(Proxy.CADDY);
        // Whether Caddy's 100 comes before it is a race.
        assertThat(send("/upload/length/a", EXPECT, "Transfer-Encoding: chunked"))
                .extracting(Answer::status)
                .endsWith(411);
    }

    /** Before JDK 25 it hangs on a body behind an expectation (JDK-8286171). */
    @ParameterizedTest
    @EnumSource
    void theClientOfTheJdkGetsTheStatusToo(Proxy kind) throws Exception {
        start(kind);
        HttpRequest upload = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/upload/video/a"))
                .version(HttpClient.Version.HTTP_1_1)
                .expectContinue(true)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000_000]))
                .build();

        // Its own timeout ends with the header section.
        assertThat(HttpClient.newHttpClient()
                        .sendAsync(upload, HttpResponse.BodyHandlers.ofString())
                        .get(20, TimeUnit.SECONDS)
                        .statusCode())
                .isEqualTo(415);
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("reject 415 unsupported-media-type, spared 1000000");
    }

    @ParameterizedTest
    @EnumSource
    void aPlaceIsTakenByTheUploadAlone(Proxy kind) throws Exception {
        start(kind);
        for (int i = 0; i < 3; i++) {
            String seen = "";
            for (int attempt = 0; attempt < PLACE_COMES_BACK && !seen.startsWith("200"); attempt++) {
                seen = curl(upload(1000), "/upload/one/a");
            }
            assertThat(seen).startsWith("200 1000 1000 ");
        }
        try (RawClient direct = takesThePlace()) {
            Answer answer = refused("/upload/one/a", EXPECT, LENGTH);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");

            direct.send("abc");
            assertThat(direct.read().status()).isEqualTo(200);
        }
    }

    /** An upload that is told to go on, and waits. */
    private RawClient takesThePlace() throws IOException {
        for (int attempt = 0; attempt < PLACE_COMES_BACK; attempt++) {
            RawClient client = application.connect();
            client.sendHead("PUT /upload/one/b HTTP/1.1", "Host: x", EXPECT, "Content-Length: 3");
            if (client.read().status() == 100) {
                return client;
            }
            client.close();
        }
        throw new AssertionError("The place is never given back");
    }

    @Test
    void nginxKeepsTheEndpointForItself() throws Exception {
        start(Proxy.NGINX_STREAMING);

        for (String path : List.of("/expect/decision", "/expect/refused", "/expect/body", "/expect-decision")) {
            try (RawClient client = RawClient.connect(port)) {
                client.sendHead(
                        "GET " + path + " HTTP/1.1",
                        "Host: x",
                        "X-Original-Method: PUT",
                        "X-Original-URI: /upload/secret/a",
                        "X-Original-Content-Length: 5");
                assertThat(client.read().status()).as(path).isEqualTo(404);
            }
        }
    }
}
