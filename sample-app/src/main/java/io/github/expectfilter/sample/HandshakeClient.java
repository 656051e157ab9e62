package io.github.expectfilter.sample;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.NotHttpException;
import io.github.expectfilter.probe.RawClient;

/** The client of the exchanges, on a connection to this very application, byte by byte. */
@Component
class HandshakeClient {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** How long a client waits for a 100 that does not come, before it sends its content unasked. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** A client of HTTP/1.0 has nothing to wait for. */
    private static final Duration SHORT_PATIENCE = Duration.ofMillis(300);
    /** A server that ends the connection after an answer does so at once. */
    private static final Duration END = Duration.ofMillis(300);
    /** Content beyond this is there to be refused. */
    private static final int LARGE = 10_000_000;

    /** Some 100 Mbit/s: this machine alone would send all in the time in which a network carries one answer. */
    private static final int BLOCK = 64 * 1024;

    private static final Duration BETWEEN_BLOCKS = Duration.ofMillis(5);

    private final OwnServer server;
    private final FileStore store;
    private final SecureRandom random = new SecureRandom();

    HandshakeClient(OwnServer server, FileStore store) {
        this.server = server;
        this.store = store;
    }

    /** Makes the exchange and leaves nothing of it behind. */
    Handshake run(HandshakeExchange exchange) {
        byte[] id = new byte[8];
        random.nextBytes(id);
        FileName file = new FileName("handshake-" + HexFormat.of().formatHex(id));
        try (RawClient client = server.connect(LIMIT)) {
            return new Run(exchange, client).handshake(server, file);
        } catch (IOException e) {
            throw new HandshakeException(e);
        } finally {
            store.delete(file);
        }
    }

    private static final class Run {

        private final HandshakeExchange exchange;
        private final RawClient client;
        private final long start = System.nanoTime();
        private final List<Handshake.Step> steps = new ArrayList<>();
        private final AtomicLong contentSent = new AtomicLong();
        private boolean continued;
        private @Nullable Answer last;

        Run(HandshakeExchange exchange, RawClient client) {
            this.exchange = exchange;
            this.client = client;
        }

        Handshake handshake(OwnServer server, FileName file) throws IOException {
            List<String> head = exchange.head(server.host(), server.contextPath(), file);
            steps.add(new Handshake.Step(Handshake.Kind.REQUEST, now(), head, "", 0, null, null));
            client.sendHead(head.toArray(String[]::new));
            Handshake.Connection connection = exchange.sendsAtOnce() ? sendAtOnce() : sendWhenAsked();
            if (connection != Handshake.Connection.KEPT) {
                steps.add(new Handshake.Step(Handshake.Kind.END, now(), List.of(), "", 0, null, null));
            }
            Integer status = last == null ? null : last.status();
            return new Handshake(
                    exchange.path(),
                    steps,
                    continued,
                    status,
                    status == null ? null : phrase(status),
                    exchange.contentLength(),
                    contentSent.get(),
                    connection,
                    happened(),
                    exchange.why(status),
                    exchange.commands("{origin}" + server.contextPath()));
        }

        private Handshake.Connection sendWhenAsked() throws IOException {
            Duration patience = exchange.isHttp10() ? SHORT_PATIENCE : PATIENCE;
            if (client.isSilentFor(patience)) {
                steps.add(new Handshake.Step(Handshake.Kind.SILENCE, now(), List.of(), "", 0, null, null));
                sendContent();
            }
            while (last == null && read()) {
                if (continued && contentSent.get() == 0 && !sendContent()) {
                    // Asked for what was there to be refused: the filter is switched off.
                    return Handshake.Connection.ENDED_BY_CLIENT;
                }
            }
            return last == null || isEnded() ? Handshake.Connection.ENDED_BY_SERVER : Handshake.Connection.KEPT;
        }

        private boolean sendContent() throws IOException {
            if (exchange.contentLength() > LARGE) {
                return false;
            }
            double begin = now();
            client.send(new byte[exchange.contentLength()]);
            contentSent.set(exchange.contentLength());
            addContent(steps.size(), begin);
            return true;
        }

        /** Writes while it reads, as clients do that do not wait, and stops when the answer has come. */
        private Handshake.Connection sendAtOnce() throws IOException {
            double begin = now();
            int position = steps.size();
            sendBlock();
            Thread writer = new Thread(this::sendBlocks, "handshake-writer");
            writer.setDaemon(true);
            writer.start();
            boolean more = true;
            while (last == null && more) {
                more = read();
            }
            writer.interrupt();
            try {
                // It may wait for a server that does not read; the end of the connection frees it.
                writer.join(Duration.ofSeconds(1).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            addContent(position, begin);
            return last == null ? Handshake.Connection.ENDED_BY_SERVER : Handshake.Connection.ENDED_BY_CLIENT;
        }

        private void sendBlocks() {
            try {
                while (contentSent.get() < exchange.contentLength()) {
                    Thread.sleep(BETWEEN_BLOCKS.toMillis());
                    sendBlock();
                }
            } catch (IOException | InterruptedException over) {
                // The answer has come, or the server has ended the connection; which one, the reader knows.
            }
        }

        private void sendBlock() throws IOException {
            int size = (int) Math.min(BLOCK, exchange.contentLength() - contentSent.get());
            client.send(new byte[size]);
            contentSent.addAndGet(size);
        }

        /** Reads a response; false if the connection ends instead. */
        private boolean read() throws IOException {
            Answer answer;
            try {
                answer = client.read();
            } catch (SocketTimeoutException | NotHttpException wrong) {
                throw wrong;
            } catch (IOException ended) {
                return false;
            }
            Handshake.Kind kind = answer.isInterim() ? Handshake.Kind.INTERIM_RESPONSE : Handshake.Kind.FINAL_RESPONSE;
            List<String> head =
                    answer.head().lines().filter(line -> !line.isEmpty()).toList();
            steps.add(
                    new Handshake.Step(kind, now(), head, answer.body(), 0, answer.status(), phrase(answer.status())));
            if (answer.isInterim()) {
                continued |= answer.status() == HttpStatus.CONTINUE.value();
            } else {
                last = answer;
            }
            return true;
        }

        private boolean isEnded() throws IOException {
            if (last != null && last.headers("Connection").contains("close")) {
                return client.isEnded();
            }
            return !client.isSilentFor(END);
        }

        private void addContent(int position, double begin) {
            steps.add(
                    position,
                    new Handshake.Step(Handshake.Kind.CONTENT, begin, List.of(), "", contentSent.get(), null, null));
        }

        private double now() {
            return Math.round((System.nanoTime() - start) / 1e4) / 100.0;
        }

        private String happened() {
            String announced = String.format(Locale.ROOT, "%,d", exchange.contentLength());
            String sent = String.format(Locale.ROOT, "%,d", contentSent.get());
            if (last == null) {
                return continued
                        ? "The server asked for all " + announced + " bytes; the page did not send them."
                        : "The server gave no final answer; " + sent + " of " + announced + " bytes were sent.";
            }
            String answer = last.status() + " " + phrase(last.status());
            if (contentSent.get() == 0) {
                return answer + " was the first and only answer. Of " + announced
                        + " announced bytes not one was sent.";
            }
            if (continued) {
                return "The server asked with 100 Continue, then " + sent + " bytes were sent, then came " + answer
                        + ".";
            }
            return "No 100 Continue came. " + sent + " of " + announced + " announced bytes were sent when " + answer
                    + " came.";
        }

        private static String phrase(int status) {
            HttpStatus known = HttpStatus.resolve(status);
            return known == null ? "" : known.getReasonPhrase();
        }
    }
}
