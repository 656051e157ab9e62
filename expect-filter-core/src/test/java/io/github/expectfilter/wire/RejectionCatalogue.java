package io.github.expectfilter.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.github.expectfilter.ExpectationFailedException;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

/**
 * The answer to every kind of rejection, written down in rejections.txt: whatever the container, its version and the
 * protocol, they are the same but for {@code Date}, {@code Server} and what concerns one connection only.
 */
public final class RejectionCatalogue {

    /** How the filter must be configured. */
    public static final List<String> PROPERTIES = List.of(
            "expect.rules[0].paths=/large",
            "expect.rules[0].max-content-length=10KB",
            "expect.rules[1].paths=/typed",
            "expect.rules[1].content-types=video/*,image/png",
            "expect.rules[2].paths=/counted",
            "expect.rules[2].require-content-length=true",
            "expect.rules[3].paths=/login",
            "expect.rules[3].require-authorization=Basic realm=\"files\"",
            "expect.rejection.headers.x-support=help@example.org");

    private static final Set<String> OF_THE_CONNECTION_OR_SERVER =
            Set.of("connection", "date", "keep-alive", "server", "transfer-encoding");

    private static final Map<String, String[]> REQUESTS = new LinkedHashMap<>();

    static {
        REQUESTS.put("unsupported", put("/", "Expect: x-unknown"));
        REQUESTS.put("malformed", put("/", "Expect: x unknown"));
        REQUESTS.put("look-alike", put("/", "Expect: x 100-continue"));
        REQUESTS.put("a list", put("/", "Expect: 100-continue, 100-continue"));
        REQUESTS.put("two lines", put("/", "Expect: 100-continue", "Expect: x-unknown"));
        REQUESTS.put("too large a field", put("/", "Expect: " + "x".repeat(600)));
        REQUESTS.put("method", new String[] {"GET", "/", "Expect: 100-continue", "Content-Length: 5"});
        REQUESTS.put("too large", new String[] {"PUT", "/large", "Expect: 100-continue", "Content-Length: 10241"});
        REQUESTS.put("media type", put("/typed", "Expect: 100-continue", "Content-Type: text/plain"));
        REQUESTS.put("length", new String[] {"PUT", "/counted", "Expect: 100-continue", "Transfer-Encoding: chunked"});
        REQUESTS.put("authorization", put("/login", "Expect: 100-continue"));
        REQUESTS.put("application", put("/throwing", "Expect: 100-continue"));
    }

    private RejectionCatalogue() {}

    private static String[] put(String path, String... fields) {
        List<String> request = new ArrayList<>(List.of("PUT", path, "Content-Length: 5"));
        request.addAll(List.of(fields));
        return request.toArray(String[]::new);
    }

    /** Belongs at {@code /throwing}. */
    public static final class ThrowingServlet extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            throw new ExpectationFailedException();
        }
    }

    /** Sends a request by some protocol; the content that it announces need not follow. */
    @FunctionalInterface
    public interface Sender {

        /** The first response. */
        Answer send(String method, String path, String... fields) throws IOException;
    }

    /** Sends by HTTP/1.1, and sees to it that the server ends the connection. */
    public static Sender http1(int port) {
        return (method, path, fields) -> {
            List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Host: x"));
            lines.addAll(List.of(fields));
            try (RawClient client = RawClient.connect(port)) {
                Answer answer = client.sendHead(lines.toArray(String[]::new)).read();
                if (!"close".equals(answer.header("Connection")) || !client.isEnded()) {
                    throw new AssertionError("The connection goes on after:\n" + answer);
                }
                return answer;
            }
        };
    }

    /** What a server answers. */
    public static String of(Sender sender) throws IOException {
        StringBuilder catalogue = new StringBuilder();
        for (Map.Entry<String, String[]> request : REQUESTS.entrySet()) {
            for (String accept : new String[] {"application/json", "text/html", "text/plain"}) {
                String[] parts = request.getValue();
                List<String> fields = new ArrayList<>(List.of(parts).subList(2, parts.length));
                fields.add("Accept: " + accept);
                Answer answer = sender.send(parts[0], parts[1], fields.toArray(String[]::new));
                catalogue
                        .append("=== ")
                        .append(request.getKey())
                        .append(", ")
                        .append(accept)
                        .append('\n');
                append(catalogue, answer);
            }
        }
        return catalogue.toString();
    }

    private static void append(StringBuilder catalogue, Answer answer) {
        catalogue
                .append(
                        answer.head(),
                        answer.head().indexOf(' ') + 1,
                        answer.head().indexOf(' ') + 4)
                .append('\n');
        answer.head()
                .lines()
                .skip(1)
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT) + ": "
                        + line.substring(line.indexOf(':') + 1).strip())
                .filter(line -> !OF_THE_CONNECTION_OR_SERVER.contains(line.substring(0, line.indexOf(':'))))
                .sorted()
                .forEach(line -> catalogue.append(line).append('\n'));
        catalogue.append('\n').append(answer.body());
        if (!answer.body().endsWith("\n")) {
            catalogue.append("\n(no line end)\n");
        }
    }

    /** What every server must answer. */
    public static String expected() {
        try (InputStream in = RejectionCatalogue.class.getResourceAsStream("rejections.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
