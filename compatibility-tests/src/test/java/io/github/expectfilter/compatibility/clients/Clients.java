package io.github.expectfilter.compatibility.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;

import io.github.expectfilter.compatibility.Programs;
import io.github.expectfilter.compatibility.clients.Client.Habit;
import io.github.expectfilter.compatibility.clients.Client.View;
import io.github.expectfilter.compatibility.clients.ProgramClient.Program;

/** All clients that are tried, in the order of the table. */
final class Clients {

    static final List<Client> ALL = List.of(
            new CurlClient(),
            java("java.net.http.HttpClient", "JavaNetHttp.java", View.WHOLE_ANSWER, 17),
            java("java.net.http.HttpClient", "JavaNetHttp.java", View.WHOLE_ANSWER, 25),
            // It throws at the rejection; the status can be had behind the exception, the body cannot.
            java("HttpURLConnection", "UrlConnection.java", View.STATUS, 17),
            java("HttpURLConnection", "UrlConnection.java", View.STATUS, 25),
            new HttpComponentsClient(),
            new HttpComponentsAsyncClient(),
            new OkHttp(),
            new JettyClient(),
            new SpringRestClient(Habit.WAITS, View.WHOLE_ANSWER, new HttpComponentsClientHttpRequestFactory()),
            // Its requests have no expectContinue, and a header field Expect is dropped.
            new SpringRestClient(Habit.NEVER_EXPECTS, View.WHOLE_ANSWER, new JdkClientHttpRequestFactory()),
            // It lets the exception of HttpURLConnection pass and does not ask for the status.
            new SpringRestClient(Habit.WAITS, View.NOTHING, new SimpleClientHttpRequestFactory()),
            new ProgramClient("Node http", Habit.WAITS, View.WHOLE_ANSWER, () -> {
                Path node = Programs.find("node", "nodejs");
                return new Program(
                        Programs.version(node, "--version"), node.toString(), ProgramClient.source("node-http.js"));
            }),
            new ProgramClient("Go net/http", Habit.WAITS, View.WHOLE_ANSWER, () -> {
                Path go = Programs.find("go", "golang-go");
                String program = ProgramClient.DIRECTORY.resolve("go-http").toString();
                ProgramClient.run(List.of(go.toString(), "build", "-o", program, ProgramClient.source("go-http.go")));
                return new Program(Programs.version(go, "version"), program);
            }),
            new ProgramClient("Python http.client", Habit.DOES_NOT_WAIT, View.WHOLE_ANSWER, () -> {
                Path python = python();
                return new Program(
                        Programs.version(python, "--version"),
                        python.toString(),
                        ProgramClient.source("python-http-client.py"));
            }),
            new ProgramClient("Python aiohttp", Habit.WAITS, View.WHOLE_ANSWER, () -> {
                Path python = python();
                Process test = new ProcessBuilder(python.toString(), "-c", "import aiohttp")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (test.waitFor() != 0) {
                    throw Programs.missing("Python has no aiohttp here (Debian package python3-aiohttp)");
                }
                return new Program(
                        Programs.version(python, "-c", "import aiohttp; print(aiohttp.__version__)"),
                        python.toString(),
                        ProgramClient.source("python-aiohttp.py"));
            }),
            mono("HttpWebRequest", "HttpWebRequestClient", Habit.DOES_NOT_WAIT),
            mono("HttpClient", "HttpClientClient", Habit.WAITS));

    private Clients() {}

    private static Client java(String api, String source, View view, int feature) {
        return new ProgramClient(api + ", JDK " + feature, Habit.WAITS, view, () -> {
            Jdk jdk = Jdk.find(feature);
            return new Program(jdk.version(), jdk.java().toString(), ProgramClient.source(source));
        });
    }

    private static Client mono(String api, String source, Habit habit) {
        return new ProgramClient(".NET " + api + ", on Mono", habit, View.WHOLE_ANSWER, () -> {
            Path compiler = Programs.find("mcs", "mono-mcs libmono-system-net-http4.0-cil");
            Path mono = Programs.find("mono", "mono-runtime");
            String program = ProgramClient.DIRECTORY.resolve(source + ".exe").toString();
            ProgramClient.run(List.of(
                    compiler.toString(),
                    "-out:" + program,
                    "-r:System.Net.Http.dll",
                    ProgramClient.source(source + ".cs")));
            return new Program(Programs.version(mono, "--version"), mono.toString(), program);
        });
    }

    /** Debian's, because its packages are installed for no other. */
    private static Path python() {
        Path debian = Path.of("/usr/bin/python3");
        return Files.isExecutable(debian) ? debian : Programs.find("python3", "python3");
    }
}
