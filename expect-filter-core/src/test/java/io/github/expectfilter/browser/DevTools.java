package io.github.expectfilter.browser;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A headless Chromium, spoken to by its DevTools protocol. */
public final class DevTools implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private int lastId;
    private String session;

    private DevTools(Process process, String address) throws Exception {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String target = call("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .textValue();
        this.session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .textValue();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** {@code null} where no Chromium is installed. */
    public static DevTools start(Path profile) throws Exception {
        for (String name : NAMES) {
            Process process;
            try {
                process = new ProcessBuilder(
                                name,
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--hide-scrollbars",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile)
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException notInstalled) {
                continue;
            }
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>();
            String line;
            while ((line = output.readLine()) != null) {
                lines.add(line);
                if (line.startsWith("DevTools listening on ")) {
                    Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}));
                    drain.setDaemon(true);
                    drain.start();
                    return new DevTools(process, line.substring("DevTools listening on ".length()));
                }
            }
            throw new IllegalStateException(name + " does not start: " + lines);
        }
        return null;
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    JsonNode message = json.readTree(text.toString());
                    (message.has("id") ? replies : events).add(message);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    public JsonNode call(String method, Map<String, ?> params) throws Exception {
        ObjectNode message = json.createObjectNode();
        message.put("id", ++lastId).put("method", method).set("params", json.valueToTree(params));
        if (session != null) {
            message.put("sessionId", session);
        }
        socket.sendText(message.toString(), true);
        JsonNode reply = replies.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (reply == null || reply.get("id").intValue() != lastId || reply.has("error")) {
            throw new IllegalStateException(method + ": " + reply);
        }
        return reply.get("result");
    }

    /** The value of a JavaScript expression in the page. */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result);
        }
        return result.path("result").path("value");
    }

    /** Loads a page and waits until it is there. */
    public void open(String url) throws Exception {
        events.clear();
        call("Page.navigate", Map.of("url", url));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (events.stream()
                .noneMatch(event -> event.get("method").textValue().equals("Page.loadEventFired"))) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("No page after " + PATIENCE + ": " + events);
            }
            Thread.sleep(20);
        }
    }

    public List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.get("method").textValue().equals(method))
                .map(event -> event.get("params"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
