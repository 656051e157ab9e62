package io.github.expectfilter.probe;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.expectfilter.probe.Exchange.Connection;
import io.github.expectfilter.probe.Exchange.Response;

/** Runs the exchanges, one after the other, each on its own connection. */
final class Exchanges {

    /** A form of the field that expect-filter rejects in every configuration. */
    static final String LOOK_ALIKE = "Expect: \"100-continue\"";

    /** Forms of the field that hops treat differently; the first one means the same as the canonical form. */
    static final List<List<String>> VARIANTS = List.of(
            List.of("Expect: 100-CONTINUE"),
            List.of("Expect: 100-continue, x-expect-probe"),
            List.of("Expect: x-expect-probe, 100-continue"),
            List.of("Expect: 100-continue", "Expect: 100-continue"),
            List.of(LOOK_ALIKE),
            List.of("Expect: 100-continue;q=1"),
            List.of("Expect:"));

    private static final int UNASKED = 5;
    private static final int UNASKED_SIZE = 2 * 1024 * 1024;

    /** The least requests of a run; after a refusal there are more. */
    static final int LEAST_REQUESTS = 8 + VARIANTS.size();

    static final int MOST_REQUESTS = LEAST_REQUESTS + UNASKED;

    private static final int MAX_INTERIM = 20;
    private static final int MAX_BODY = 64 * 1024;

    /** Longer than expect-filter waits for the content of a request without Expect: 2 seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final Duration SHORT_SILENCE = Duration.ofSeconds(1);

    private final ProbeSettings settings;
    private final Target target;
    private final Consumer<String> progress;

    /** @param progress told before every exchange what it is */
    Exchanges(ProbeSettings settings, Target target, Consumer<String> progress) {
        this.settings = settings;
        this.target = target;
        this.progress = progress;
    }

    /** The most bytes of content that {@link #run} sends. */
    static long mostContent(long announced) {
        return 4L * Request.CONTENT.length() + UNASKED * unaskedSize(announced);
    }

    /** Never all of the user's request: it must not become whole. */
    private static long unaskedSize(long announced) {
        return Math.min(announced - 1, UNASKED_SIZE);
    }

    /** @throws ProbeException if the server gives no HTTP answer to a plain request */
    Evidence run() throws ProbeException {
        Exchange plain = plain();
        Exchange request = runToEnd(Request.announcement(settings), "");
        Exchange options = runToEnd(Request.safe(settings, "OPTIONS"), Request.CONTENT);
        Exchange get = run(Request.safe(settings, "GET"), Request.CONTENT, SILENCE);
        Exchange unknown = runToEnd(Request.withUnknownExpectation(settings), Request.CONTENT);
        Exchange withoutContent = run(Request.withoutContent(settings), "", SILENCE);
        Exchange unsent = run(Request.unsent(settings), Request.CONTENT, SHORT_SILENCE);
        Exchange http10 = run(Request.announcementByHttp10(settings), "", SHORT_SILENCE);
        Map<String, Exchange> variants = new LinkedHashMap<>();
        for (List<String> variant : VARIANTS) {
            variants.put(String.join(" / ", variant), run(Request.announcement(settings, variant), "", SHORT_SILENCE));
        }
        List<Exchange> unasked = new ArrayList<>();
        if (request.isRefused() && request.status() != 417) {
            for (int i = 0; i < UNASKED; i++) {
                unasked.add(sendUnasked());
            }
        }
        return new Evidence(plain, unsent, request, options, get, unknown, withoutContent, http10, variants, unasked);
    }

    /** How the server answers at all; one that does not is not probed any further. */
    private Exchange plain() throws ProbeException {
        Request request = Request.plain(settings);
        progress.accept(request.name());
        String place = Target.place(settings.uri());
        try (RawClient client = connect()) {
            Reading reading = new Reading(client, request);
            if (!reading.readFinal(settings.timeLimit())) {
                throw new SocketTimeoutException();
            }
            Exchange exchange = reading.exchange(0, Connection.UNKNOWN, null);
            if (Problems.isTlsWanted(exchange)) {
                throw new ProbeException(Problems.tlsWanted(place), null);
            }
            return exchange;
        } catch (ProbeException known) {
            throw known;
        } catch (IOException failure) {
            throw new ProbeException(Problems.describe(failure, place, target.isTls(), settings.timeLimit()), failure);
        }
    }

    private RawClient connect() throws IOException {
        return target.connect(settings.timeLimit());
    }

    /**
     * Runs one exchange; what goes wrong is evidence, too.
     *
     * @param content to send when nothing final has come within the silence; may be empty
     */
    private Exchange run(Request request, String content, Duration silence) {
        return run(request, content, silence, false);
    }

    /** The same, and waits for the end of the connection. */
    private Exchange runToEnd(Request request, String content) {
        return run(request, content, SILENCE, true);
    }

    private Exchange run(Request request, String content, Duration silence, boolean toEnd) {
        progress.accept(request.name());
        try (RawClient client = connect()) {
            Reading reading = new Reading(client, request);
            long sent = 0;
            try {
                boolean complete = reading.readFinal(shorter(silence, settings.timeLimit()));
                if (!complete && !content.isEmpty()) {
                    sent = content.length();
                    reading.sendContent(content);
                    complete = reading.readFinal(settings.timeLimit());
                }
                return complete
                        ? reading.exchange(sent, toEnd ? reading.end() : Connection.UNKNOWN, null)
                        : reading.exchange(sent, Connection.UNKNOWN, Exchange.SILENCE);
            } catch (IOException failure) {
                return reading.exchange(sent, Connection.UNKNOWN, Problems.inWords(failure));
            }
        } catch (IOException failure) {
            return Exchange.failed(request.name(), Problems.inWords(failure));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The user's request, without Expect, and with content at once; a thread writes, because the server may not read. */
    private Exchange sendUnasked() {
        Request request = Request.announcement(settings, List.of());
        progress.accept(request.name());
        AtomicLong sent = new AtomicLong();
        try {
            RawClient client = connect();
            Thread writer = new Thread(() -> write(client, sent), "expect-probe-writer");
            writer.setDaemon(true);
            Reading reading;
            String failure;
            try (client) {
                reading = new Reading(client, request);
                writer.start();
                failure = readFailure(reading);
            }
            // Only now no more is written.
            writer.join();
            return reading.exchange(sent.get(), Connection.UNKNOWN, failure);
        } catch (IOException failure) {
            return Exchange.failed(request.name(), Problems.inWords(failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Exchange.failed(request.name(), "interrupted");
        }
    }

    private @Nullable String readFailure(Reading reading) {
        try {
            return reading.readFinal(settings.timeLimit()) ? null : Exchange.SILENCE;
        } catch (IOException broken) {
            return Problems.inWords(broken);
        }
    }

    private void write(RawClient client, AtomicLong sent) {
        byte[] octets = new byte[16 * 1024];
        long left = unaskedSize(settings.announced());
        try {
            while (left > 0) {
                int size = (int) Math.min(octets.length, left);
                sent.addAndGet(size);
                client.send(size == octets.length ? octets : new byte[size]);
                left -= size;
            }
        } catch (IOException ended) {
            // The server has ended the connection, or the exchange is over; what it answered is seen by the reader.
        }
    }

    /** What comes on a connection after a header section. */
    private static final class Reading {

        private static final Duration BODY = Duration.ofSeconds(1);
        private static final Duration END = Duration.ofSeconds(1);

        private final RawClient client;
        private final Request request;
        private final long start;
        private final List<Response> responses = new ArrayList<>();
        private boolean afterContent;
        private boolean whole;

        Reading(RawClient client, Request request) throws IOException {
            this.client = client;
            this.request = request;
            client.sendHead(request.lines().toArray(String[]::new));
            this.start = System.nanoTime();
        }

        void sendContent(String content) throws IOException {
            afterContent = true;
            client.send(content);
        }

        /** Reads until the final response or the time is over; false if that is not to come in time. */
        boolean readFinal(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            while (true) {
                long left = end - System.nanoTime();
                if (left <= 0 || client.next(Duration.ofNanos(left)) == RawClient.Next.NOTHING) {
                    return false;
                }
                RawClient.Part part = client.readPart(MAX_BODY, BODY);
                Duration after = Duration.ofNanos(Math.max(0, client.answeredAt() - start));
                responses.add(new Response(part.answer(), after, afterContent));
                if (!part.answer().isInterim()) {
                    whole = part.whole();
                    return true;
                }
                if (responses.size() == MAX_INTERIM) {
                    throw new NotHttpException("More than " + MAX_INTERIM + " interim responses");
                }
            }
        }

        /** What becomes of the connection after the final response. */
        Connection end() throws IOException {
            if (!whole) {
                return Connection.UNKNOWN;
            }
            Answer last = responses.get(responses.size() - 1).answer();
            boolean announced = last.head().startsWith("HTTP/1.0")
                    || last.headers("Connection").stream().anyMatch("close"::equalsIgnoreCase);
            if (client.next(END) != RawClient.Next.END) {
                return Connection.KEPT;
            }
            return announced ? Connection.ENDED : Connection.ENDED_UNANNOUNCED;
        }

        Exchange exchange(long contentSent, Connection connection, @Nullable String failure) {
            return new Exchange(
                    request.name(), List.copyOf(responses), contentSent, connection, failure, client.transcript());
        }
    }
}
