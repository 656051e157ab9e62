package io.github.expectfilter.probe;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.expectfilter.probe.ScriptedServer.Script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The command line as its own process: whatever goes wrong is one line on stderr, and exit status 2. */
@Execution(ExecutionMode.SAME_THREAD)
class BadInputTests {

    private static final String OK = "HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private record Run(int status, String out, String err) {

        void assertOneLine(String... words) {
            assertThat(status).as(toString()).isEqualTo(2);
            assertThat(out).isEmpty();
            assertThat(err).startsWith("expect-probe: ").containsOnlyOnce("\n").endsWith("\n");
            assertThat(err).contains(words).doesNotContain("Exception").matches("[\\x20-\\x7e]*\n");
        }
    }

    private static Run run(String... arguments) throws Exception {
        return runWith(List.of(), arguments);
    }

    private static Run runWith(List<String> options, String... arguments) throws Exception {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        command.addAll(options);
        command.addAll(List.of("-cp", "target/classes", "io.github.expectfilter.probe.Main"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It hangs: " + command);
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--colour http://localhost/ | Unknown option \"--colour\"",
                "--method PUT | There is no URL",
                "ftp://localhost/ | http:// or https://",
                "localhost:8080 | http:// or https://",
                "http://user:secret@localhost/ | user information",
                "http:///path | names no host",
                "http://localhost:99999/ | names no host, or no valid port",
                "http://a/%zz | is no URL",
                "http://a/ http://b/ | more than one URL",
                "http://localhost/ --timeout | needs a value",
                "http://localhost/ --timeout soon | has to be a time",
                "http://localhost/ --timeout 0 | between 100 ms and 10 minutes",
                "http://localhost/ --announce much | has to be a size",
                "http://localhost/ --announce 1 | at least 2",
                "http://localhost/ --announce 999999999999999GB | too large",
                "http://localhost/ --format yaml | text, json, junit or markdown",
                "http://localhost/ --header X | 'Name: value'",
                "http://localhost/ --header Expect:x | set by the probe itself",
                "http://localhost/ --method DELETE | use PUT, POST or PATCH",
                "http://localhost/ --insecure=yes | takes no value"
            })
    void anOptionIsWrong(String arguments, String words) {
        // In this process: the parser has no state, and a process for each would take long.
        assertThat(catchThrowableOfType(
                                IllegalArgumentException.class,
                                () -> CommandLine.parse(arguments.strip().split(" "))
                                        .probe())
                        .getMessage())
                .contains(words)
                .doesNotContain("\n", "secret");
    }

    @Test
    void anUnknownOption() throws Exception {
        run("--colour\u001b[31m", "http://localhost/").assertOneLine("Unknown option \"--colour", "--help");
    }

    @Test
    void noUrl() throws Exception {
        run().assertOneLine("There is no URL", "http://host:port/path");
    }

    @Test
    void userInformationIsNotRepeated() throws Exception {
        Run run = run("http://user:secret@localhost/");
        run.assertOneLine("user information", "--header");
        assertThat(run.err()).doesNotContain("secret");
    }

    @Test
    void anUnknownHost() throws Exception {
        run("http://nobody.invalid/").assertOneLine("nobody.invalid", "is not known", "DNS");
    }

    @Test
    void nothingListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        run("http://localhost:" + port + "/").assertOneLine("localhost port " + port, "refused");
    }

    @Test
    void aServerThatIsNotHttp() throws Exception {
        assertFails(
                connection -> {
                    connection.send("SSH-2.0-OpenSSH_9.2\u001b]0;gotcha\u0007\r\n");
                    connection.readToEnd();
                },
                "does not speak HTTP/1.1",
                "SSH-2.0");
    }

    @Test
    void aServerThatNeverAnswers() throws Exception {
        assertFails(connection -> connection.readToEnd(), "gave no whole answer within 500 ms", "--timeout");
    }

    @Test
    void aServerThatClosesAtOnce() throws Exception {
        assertFails(connection -> {}, "ends the connection without an answer");
    }

    @Test
    void aServerThatTrickles() throws Exception {
        assertFails(
                connection -> {
                    connection.send("HTTP/1.1 200 OK\r\nX: ");
                    while (true) {
                        connection.send("y");
                        Thread.sleep(20);
                    }
                },
                "gave no whole answer within 500 ms");
    }

    @Test
    void aServerThatSendsAnEndlessHeaderSection() throws Exception {
        assertFails(
                connection -> {
                    connection.send("HTTP/1.1 200 OK\r\nX: ");
                    while (true) {
                        connection.send("y".repeat(10_000));
                    }
                },
                "does not speak HTTP/1.1",
                "longer than 65536 bytes");
    }

    @Test
    void aServerThatSendsInterimResponsesForEver() throws Exception {
        assertFails(
                connection -> {
                    connection.head();
                    while (true) {
                        connection.send("HTTP/1.1 102 \r\n\r\n");
                    }
                },
                "More than 20 interim responses");
    }

    @Test
    void plainHttpOnATlsPort() throws Exception {
        assertFails(
                connection -> {
                    connection.head();
                    connection.send("HTTP/1.1 400 \r\nConnection: close\r\nContent-Length: 47\r\n\r\n"
                            + "This combination of host and port requires TLS.");
                },
                "wants TLS: use https://");
        assertFails(
                connection -> {
                    connection.head();
                    connection.send("\u0015\u0003\u0003\u0000\u0002\u0002\n");
                },
                "wants TLS: use https://");
    }

    @Test
    void tlsOnAPlainHttpPort() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> connection.send("HTTP/1.1 400 Bad\r\n\r\n"))) {
            run("--timeout=2s", "https://localhost:" + server.port() + "/").assertOneLine("No TLS with", "use http://");
        }
    }

    @Test
    void aCertificateThatNobodyKnows() throws Exception {
        try (ScriptedServer server = tlsFor("unknown", "localhost")) {
            run(https(server)).assertOneLine("is not signed by an authority", "--insecure");
            Run insecure = run("--insecure", "--timeout=3s", "--format=json", https(server));
            assertThat(insecure.status()).as(insecure.toString()).isEqualTo(1);
            assertThat(new ObjectMapper()
                            .readTree(insecure.out())
                            .get("verdict")
                            .textValue())
                    .isEqualTo("UNDECIDED");
            assertThat(insecure.err()).isEmpty();
        }
    }

    @Test
    void aCertificateThatHasExpired() throws Exception {
        // A certificate that is itself trusted may be as old as it likes: it takes an authority that has signed it.
        keytool("authority", "-genkeypair", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc:c");
        keytool("expired", "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost");
        Path request = directory.resolve("request.pem");
        Path certificate = directory.resolve("certificate.pem");
        Path root = directory.resolve("root.pem");
        keytool("expired", "-certreq", "-file", request.toString());
        keytool(
                "authority",
                "-gencert",
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString(),
                "-rfc",
                "-ext",
                "SAN=dns:localhost",
                "-startdate",
                "-30d",
                "-validity",
                "2");
        keytool("authority", "-exportcert", "-file", root.toString(), "-rfc");
        Files.writeString(certificate, Files.readString(certificate) + Files.readString(root));
        keytool("expired", "-importcert", "-file", certificate.toString(), "-noprompt");
        try (ScriptedServer server = tls("expired")) {
            runWith(trust("authority"), https(server)).assertOneLine("has expired", "--insecure");
        }
    }

    @Test
    void aCertificateForAnotherName() throws Exception {
        try (ScriptedServer server = tlsFor("other", "files.example.com")) {
            runWith(trust("other"), https(server)).assertOneLine("is not for that name", "--insecure");
        }
    }

    @Test
    void aCertificateThatIsTrusted() throws Exception {
        try (ScriptedServer server = tlsFor("trusted", "localhost")) {
            Run run = runWith(trust("trusted"), "--timeout=3s", https(server));
            assertThat(run.status()).as(run.toString()).isEqualTo(1);
            assertThat(run.out()).contains("Verdict: ");
        }
    }

    @Test
    void helpAndVersionAreNoErrors() throws Exception {
        Run help = run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("--announce SIZE", "Exit status");
        assertThat(help.err()).isEmpty();
        assertThat(run("--version").out()).startsWith("expect-probe ");
    }

    /** No progress, no control characters: neither is a terminal here. */
    @Test
    void whatTheServerSaysIsHarmless() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(connection -> {
            connection.head();
            connection.send("HTTP/1.1 417 \u001b[31m\r\nServer: \u001b]0;gotcha\u0007\u009b31m\r\nConnection: close\r\n"
                    + "Content-Length: 5\r\n\r\n\u001b[2Jx");
        })) {
            for (String format : List.of("text", "json", "junit", "markdown")) {
                Run run = run(
                        "--timeout=500ms",
                        "--transcript",
                        "--format",
                        format,
                        server.uri().toString());
                assertThat(run.status()).as(run.toString()).isEqualTo(1);
                assertThat(run.err()).isEmpty();
                assertThat(run.out()).matches("[\\x20-\\x7e\\n]+").contains("gotcha");
            }
        }
    }

    private static void assertFails(Script script, String... words) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(script)) {
            run("--timeout=500ms", server.uri().toString())
                    .assertOneLine(concat("localhost port " + server.port(), words));
        }
    }

    private static String[] concat(String first, String... others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(Arrays.asList(others));
        return all.toArray(String[]::new);
    }

    private static String https(ScriptedServer server) {
        return "https://localhost:" + server.port() + "/files/a";
    }

    private static List<String> trust(String name) {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + directory.resolve(name + ".p12"),
                "-Djavax.net.ssl.trustStorePassword=changeit");
    }

    private static void keytool(String store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-alias", "server", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore"));
        command.add(directory.resolve(store + ".p12").toString());
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
    }

    /** A TLS server with a certificate of its own, made now. */
    private static ScriptedServer tlsFor(String name, String host) throws Exception {
        keytool(name, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "SAN=dns:" + host);
        return tls(name);
    }

    private static ScriptedServer tls(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(KeyStore.getInstance(store.toFile(), PASSWORD), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        ServerSocket socket =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return ScriptedServer.start(socket, connection -> {
            connection.head();
            connection.send(OK);
        });
    }
}
