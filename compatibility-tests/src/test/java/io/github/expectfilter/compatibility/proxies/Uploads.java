package io.github.expectfilter.compatibility.proxies;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

/** Many uploads of clients that send no {@code Expect}, and what became of them. */
final class Uploads {

    private Uploads() {}

    /** How often each outcome came. */
    static Map<String, Integer> count(int uploads, int clients, Callable<String> upload) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        try {
            List<Future<String>> outcomes = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                outcomes.add(executor.submit(upload));
            }
            Map<String, Integer> counts = new TreeMap<>();
            for (Future<String> outcome : outcomes) {
                counts.merge(outcome.get(120, TimeUnit.SECONDS), 1, Integer::sum);
            }
            return counts;
        } finally {
            executor.shutdownNow();
        }
    }

    /** The status and whose answer it is; the name of an exception when the answer is lost. */
    static String outcome(int port, String request, byte[] content) {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(
                    request + " HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: text/plain",
                    "Content-Length: " + content.length);
            client.send(content);
            Answer answer = client.read();
            return answer.status() + (answer.body().contains("urn:expect-filter:") ? " ours" : " not ours");
        } catch (IOException lost) {
            return lost.toString();
        }
    }
}
