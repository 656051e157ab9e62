package io.github.expectfilter.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

import io.github.expectfilter.sample.Handshake.Connection;
import io.github.expectfilter.sample.Handshake.Kind;
import io.github.expectfilter.sample.Handshake.Step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the page asks the server for: each exchange on the wire, and that nothing is left of it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(HandshakeTests.Gate.class)
class HandshakeTests {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path parent;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("sample.folder", () -> folder().toString());
    }

    private static Path folder() {
        return parent.resolve("files");
    }

    /** Nothing but the lock, as soon as the server has noticed that a client has gone. */
    @AfterEach
    void nothingIsLeft() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!entries().equals(List.of(".lock"))) {
            assertThat(System.nanoTime()).as("what is left: %s", entries()).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder())) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        }
    }

    @LocalServerPort
    int port;

    /** Holds uploads back while it is closed. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Gate {

        static volatile CountDownLatch arrived = new CountDownLatch(0);
        static volatile CountDownLatch open = new CountDownLatch(0);

        @Bean
        FilterRegistrationBean<Filter> gate() {
            FilterRegistrationBean<Filter> gate = new FilterRegistrationBean<>((request, response, chain) -> {
                arrived.countDown();
                try {
                    assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                chain.doFilter(request, response);
            });
            gate.addUrlPatterns("/files/*");
            return gate;
        }
    }

    @Test
    void welcomeContentIsAskedForAndStored() throws Exception {
        Handshake handshake = handshake("welcome");
        assertThat(kinds(handshake))
                .containsExactly(Kind.REQUEST, Kind.INTERIM_RESPONSE, Kind.CONTENT, Kind.FINAL_RESPONSE);
        assertThat(handshake.continued()).isTrue();
        assertThat(handshake.status()).isEqualTo(201);
        assertThat(handshake.reasonPhrase()).isEqualTo("Created");
        assertThat(handshake.contentSent()).isEqualTo(1_000_000).isEqualTo(handshake.contentAnnounced());
        assertThat(handshake.connection()).isEqualTo(Connection.KEPT);
        assertThat(handshake.happened())
                .isEqualTo(
                        "The server asked with 100 Continue, then 1,000,000 bytes were sent, then came 201 Created.");

        List<String> request = handshake.steps().get(0).head();
        assertThat(request.get(0)).matches("PUT /files/handshake-[0-9a-f]{16} HTTP/1\\.1");
        assertThat(request).contains("Expect: 100-continue", "Content-Length: 1000000", "Host: 127.0.0.1:" + port);
        Step interim = handshake.steps().get(1);
        assertThat(interim.head().get(0)).startsWith("HTTP/1.1 100");
        assertThat(interim.reasonPhrase()).isEqualTo("Continue");
        assertThat(handshake.steps().get(3).body()).contains("\"size\":1000000");
    }

    @ParameterizedTest
    @CsvSource({
        "too-large,           413, Content Too Large,      60000000, content-too-large",
        "wrong-type,          415, Unsupported Media Type, 1000000,  unsupported-media-type",
        "unknown-expectation, 417, Expectation Failed,     1000000,  unsupported-expectation"
    })
    void refusalsComeFirst(String name, int status, String phrase, long announced, String reason) throws Exception {
        Handshake handshake = handshake(name);
        assertThat(kinds(handshake)).containsExactly(Kind.REQUEST, Kind.FINAL_RESPONSE, Kind.END);
        assertThat(handshake.continued()).isFalse();
        assertThat(handshake.status()).isEqualTo(status);
        assertThat(handshake.reasonPhrase()).isEqualTo(phrase);
        assertThat(handshake.contentAnnounced()).isEqualTo(announced);
        assertThat(handshake.contentSent()).isZero();
        assertThat(handshake.connection()).isEqualTo(Connection.ENDED_BY_SERVER);
        assertThat(handshake.happened()).startsWith(status + " " + phrase).endsWith("not one was sent.");
        assertThat(handshake.steps().get(1).head()).contains("Connection: close");
        assertThat(handshake.steps().get(1).body()).contains("\"reason\":\"" + reason + "\"");
    }

    @Test
    void withoutExpectTheRefusalComesTooLate() throws Exception {
        Handshake handshake = handshake("without-expect");
        assertThat(kinds(handshake)).containsExactly(Kind.REQUEST, Kind.CONTENT, Kind.FINAL_RESPONSE, Kind.END);
        assertThat(handshake.steps().get(0).head()).noneMatch(line -> line.startsWith("Expect"));
        assertThat(handshake.status()).isEqualTo(413);
        assertThat(handshake.contentSent()).isPositive().isLessThan(60_000_000);
        assertThat(handshake.steps().get(1).contentBytes()).isEqualTo(handshake.contentSent());
        assertThat(handshake.connection()).isEqualTo(Connection.ENDED_BY_CLIENT);
    }

    @Test
    void aClientOfHttp10GetsNoInterimResponse() throws Exception {
        Handshake handshake = handshake("http-1.0");
        assertThat(kinds(handshake))
                .containsExactly(Kind.REQUEST, Kind.SILENCE, Kind.CONTENT, Kind.FINAL_RESPONSE, Kind.END);
        assertThat(handshake.steps().get(0).head().get(0)).endsWith(" HTTP/1.0");
        assertThat(handshake.steps().get(0).head()).contains("Expect: 100-continue");
        assertThat(handshake.continued()).isFalse();
        assertThat(handshake.status()).isEqualTo(201);
        assertThat(handshake.contentSent()).isEqualTo(1_000_000);
        assertThat(handshake.connection()).isEqualTo(Connection.ENDED_BY_SERVER);
    }

    @ParameterizedTest
    @EnumSource
    void stepsAreInTheOrderOfTheirTimes(HandshakeExchange exchange) throws Exception {
        Handshake handshake = handshake(exchange.path());
        assertThat(handshake.name()).isEqualTo(exchange.path());
        assertThat(handshake.steps()).extracting(Step::milliseconds).isSorted().allMatch(time -> time >= 0);
        assertThat(handshake.commands())
                .hasSizeGreaterThan(1)
                .noneMatch(command -> command.contains("{url}"))
                .last()
                .asString()
                .contains(" {origin}/");
    }

    @ParameterizedTest
    @EnumSource
    void theCommandsDoTheSame(HandshakeExchange exchange, @TempDir Path terminal) throws Exception {
        Handshake handshake = handshake(exchange.path());
        String commands = String.join("\n", handshake.commands()).replace("{origin}", origin());
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", "command -v curl || exit 99\n" + commands)
                .directory(terminal.toFile())
                .redirectErrorStream(true);
        // Neither the settings nor the proxy of whoever runs the tests.
        shell.environment().put("HOME", terminal.toString());
        shell.environment().put("NO_PROXY", "*");
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        int exit = process.waitFor();
        assumeTrue(exit != 99, "There is no curl on this machine");
        assertThat(output).contains("< HTTP/1.1 " + handshake.status());
        assertThat(output.contains("< HTTP/1.1 100")).isEqualTo(handshake.continued());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "WELCOME", "TOO_LARGE", "too-large%20", "..%3f", "127.0.0.1", "%ff"})
    void otherNamesAreNotFound(String name) throws Exception {
        HttpResponse<String> response = post("/handshake/" + name);
        if (name.equals("%ff")) {
            assertThat(response.statusCode()).isIn(400, 404);
        } else {
            assertProblem(response, 404);
            assertThat(response.body()).contains("There is no exchange of that name.");
        }
        assertProblem(post("/handshake"), 404);
    }

    @Test
    void aLinkMakesNoExchange() throws Exception {
        assertProblem(send(request("/handshake/welcome").GET()), 405);
        assertProblem(send(request("/probe").GET()), 405);
    }

    @Test
    void atMostTwoAtOnce() throws Exception {
        Gate.arrived = new CountDownLatch(2);
        Gate.open = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                held.add(CLIENT.sendAsync(
                        request("/handshake/welcome")
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString()));
            }
            assertThat(Gate.arrived.await(20, TimeUnit.SECONDS)).isTrue();
            for (String path : List.of("/handshake/too-large", "/probe")) {
                HttpResponse<String> refused = post(path);
                assertProblem(refused, 503);
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            }
        } finally {
            Gate.open.countDown();
        }
        for (CompletableFuture<HttpResponse<String>> exchange : held) {
            assertThat(exchange.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(handshake("too-large").status()).isEqualTo(413);
    }

    @Test
    void theProbeFindsTheExpectationEffective() throws Exception {
        HttpResponse<String> response = post("/probe");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        ProbeResult probe = JSON.readValue(response.body(), ProbeResult.class);
        assertThat(probe.verdict()).hasToString("EFFECTIVE");
        assertThat(probe.checks())
                .isNotEmpty()
                .noneMatch(check -> check.result().name().equals("FAILED"));
        assertThat(probe.commands())
                .containsExactly("java -jar expect-probe.jar --announce 60000000 {origin}/files/probe");
    }

    @Test
    void thePageIsForBrowsersOnly() throws Exception {
        HttpResponse<String> page = send(request("/").header("Accept", "text/html,*/*;q=0.8"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(names(page.body(), "data-handshake=\"([^\"]+)\""))
                .containsExactlyElementsOf(Arrays.stream(HandshakeExchange.values())
                        .map(HandshakeExchange::path)
                        .toList());
        for (String file : names(page.body(), "<(?:link|script)[^>]+?(?:href|src)=\"([^\"]+)\"")) {
            assertThat(send(request("/" + file)).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(send(request("/").header("Accept", "application/json")).statusCode())
                .isEqualTo(406);
        assertProblem(send(request("/missing.html").header("Accept", "text/html")), 404);
        assertProblem(send(request("/static/index.html")), 404);
    }

    private static List<String> names(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static List<Kind> kinds(Handshake handshake) {
        return handshake.steps().stream().map(Step::kind).toList();
    }

    static final HttpClient CLIENT = newClient();

    String origin() {
        return "http://localhost:" + port;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(origin() + path)).timeout(Duration.ofSeconds(60));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path) throws Exception {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    Handshake handshake(String name) throws Exception {
        return handshake(post("/handshake/" + name));
    }

    static Handshake handshake(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readValue(response.body(), Handshake.class);
    }

    static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status);
    }

    /** Trusts every certificate. */
    private static HttpClient newClient() {
        TrustManager everything = new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {everything}, new SecureRandom());
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context)
                    .build();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The page says what it has seen, not what it is built to show. */
    @Nested
    @TestPropertySource(properties = "expect.enforce=false")
    class WithoutRefusals {

        @LocalServerPort
        int lenientPort;

        @Test
        void itShowsThatTheContentWasAskedFor() throws Exception {
            Handshake handshake = handshake(CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + lenientPort + "/handshake/too-large"))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString()));
            assertThat(kinds(handshake)).containsExactly(Kind.REQUEST, Kind.INTERIM_RESPONSE, Kind.END);
            assertThat(handshake.continued()).isTrue();
            assertThat(handshake.status()).isNull();
            assertThat(handshake.contentSent()).isZero();
            assertThat(handshake.happened()).startsWith("The server asked for all 60,000,000 bytes");
            assertThat(handshake.why()).contains("has it been changed?");
        }
    }

    /** Below another path, and by TLS with a certificate of its own that nobody else trusts. */
    @Nested
    @TestPropertySource(properties = {"server.servlet.context-path=/app", "server.ssl.key-store-password=secret"})
    class Elsewhere {

        @LocalServerPort
        int securePort;

        @DynamicPropertySource
        static void certificate(DynamicPropertyRegistry registry) {
            registry.add("server.ssl.key-store", () -> keyStore().toString());
        }

        private static Path keyStore() {
            Path store = parent.resolve("server.p12");
            if (!Files.exists(store)) {
                generate(store);
            }
            return store;
        }

        private static void generate(Path store) {
            try {
                Process keytool = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=files.example.com",
                                "-storepass",
                                "secret",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
                String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(keytool.waitFor()).as(output).isZero();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private HttpResponse<String> postSecurely(String path) throws Exception {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + securePort + path))
                            .timeout(Duration.ofSeconds(60))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }

        @Test
        void itSpeaksWithItselfAsWell() throws Exception {
            Handshake welcome = handshake(postSecurely("/app/handshake/welcome"));
            assertThat(welcome.status()).isEqualTo(201);
            assertThat(welcome.steps().get(0).head().get(0)).startsWith("PUT /app/files/handshake-");
            assertThat(welcome.commands().get(1)).endsWith(" {origin}/app/files/upload.bin");

            Handshake large = handshake(postSecurely("/app/handshake/too-large"));
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.contentSent()).isZero();
            assertThat(handshake(postSecurely("/app/handshake/without-expect")).status())
                    .isEqualTo(413);
        }

        @Test
        void itProbesItselfAsWell() throws Exception {
            HttpResponse<String> response = postSecurely("/app/probe");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(JSON.readValue(response.body(), ProbeResult.class).verdict())
                    .hasToString("EFFECTIVE");
        }
    }
}
