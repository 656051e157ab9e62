package io.github.expectfilter.probe;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Finds out, from outside, how a server or a whole chain of proxies treats {@code Expect: 100-continue} (RFC 9110 section
 * 10.1.1). It works against every HTTP/1.1 server, by TLS or without, and never completes an upload.
 *
 * <p>{@link #run} takes some twenty requests and says who answers the expectation. {@link #announce} takes one, and is meant
 * for tests of an application: it announces content, sends none, and says what came.
 *
 * <pre>{@code
 * Outcome outcome = ExpectProbe.builder(URI.create("http://localhost:" + port + "/videos"))
 *         .method("POST")
 *         .field("Content-Type", "video/mp4")
 *         .announcedLength(5_000_000_000L)
 *         .build()
 *         .announce();
 * outcome.assertRejectedBefore100(413);
 * }</pre>
 *
 * <p>Immutable. Connects to the host of the URL and to no other: redirects are not followed, proxies of the environment are
 * not used.
 *
 * @since 0.1.0
 */
public final class ExpectProbe {

    private final ProbeSettings settings;

    private ExpectProbe(ProbeSettings settings) {
        this.settings = settings;
    }

    /**
     * Begins a probe of a URL.
     *
     * @throws IllegalArgumentException if the URL is not {@code http} or {@code https}, has no host, or holds user
     *     information
     */
    public static Builder builder(URI uri) {
        Target.check(uri);
        return new Builder(uri);
    }

    /**
     * Runs all exchanges, one after the other. Takes a few seconds where everything is answered at once, and up to about
     * half a minute where the answer is silence.
     *
     * @throws ProbeException if the server cannot be reached, or gives no HTTP answer to a plain request
     */
    public ProbeReport run() throws ProbeException {
        return run(request -> {});
    }

    /**
     * {@link #run()}, and tells before every request what it is.
     *
     * @throws ProbeException as {@link #run()}
     */
    public ProbeReport run(Consumer<String> progress) throws ProbeException {
        Evidence evidence = new Exchanges(settings, target(), progress).run();
        return ProbeReport.of(settings, plan(), evidence);
    }

    /**
     * Sends a header section that announces content with {@code Expect: 100-continue}, sends none of the content, and
     * waits for what comes: until the final answer, one second after a 100, or until the time limit.
     *
     * @throws ProbeException if the server cannot be reached
     */
    public Outcome announce() throws ProbeException {
        String place = Target.place(settings.uri());
        Target target = target();
        try (RawClient client = target.connect(settings.timeLimit())) {
            return Outcome.read(client, Request.announcement(settings), settings.timeLimit());
        } catch (IOException failure) {
            throw new ProbeException(Problems.describe(failure, place, target.isTls(), settings.timeLimit()), failure);
        }
    }

    private Target target() throws ProbeException {
        return Target.resolve(settings.uri(), settings.trust(), settings.verifyHostname());
    }

    /** The host, how many requests at most, how much content at most: what {@link #run} is going to do, in one line. */
    public String plan() {
        return Exchanges.LEAST_REQUESTS + " to " + Exchanges.MOST_REQUESTS + " requests to "
                + Target.place(settings.uri()) + ", at most " + Exchanges.mostContent(settings.announced())
                + " bytes of content, never a whole upload";
    }

    /**
     * Collects what to probe.
     *
     * @since 0.1.0
     */
    public static final class Builder {

        private static final Set<String> OWN_FIELDS =
                Set.of("expect", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer");

        private final URI uri;
        private final List<String> fields = new ArrayList<>();
        private String method = "PUT";
        private long announced = 65536;
        private Duration timeLimit = Duration.ofSeconds(5);
        private @Nullable SSLContext trust;
        private boolean verifyHostname = true;

        private Builder(URI uri) {
            this.uri = uri;
        }

        /**
         * The method of your own request; PUT by default. Its content is announced and never sent.
         *
         * @throws IllegalArgumentException if it is no token (RFC 9110 section 5.6.2), or a method that acts without
         *     content: CONNECT, DELETE, HEAD, TRACE
         */
        public Builder method(String method) {
            if (!isToken(method)) {
                throw new IllegalArgumentException("\"" + Printable.of(method, 40) + "\" is no method");
            }
            if (Set.of("CONNECT", "DELETE", "HEAD", "TRACE").contains(method.toUpperCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "The method " + method + " acts without content, so that nothing is safe to announce with it:"
                                + " use PUT, POST or PATCH");
            }
            this.method = method;
            return this;
        }

        /**
         * The length that your own request announces, in bytes; 65536 by default.
         *
         * @throws IllegalArgumentException if it is less than 2
         */
        public Builder announcedLength(long bytes) {
            if (bytes < 2) {
                throw new IllegalArgumentException(
                        "The announced length is " + bytes + " bytes, and has to be at least 2");
            }
            this.announced = bytes;
            return this;
        }

        /**
         * Adds a field to every request, such as {@code Authorization} or {@code Content-Type}. {@code Host},
         * {@code User-Agent} and {@code Accept} take the place of the probe's own.
         *
         * @throws IllegalArgumentException if the name is no token, the value holds control characters, or the probe
         *     sets this field itself
         */
        public Builder field(String name, String value) {
            if (!isToken(name)) {
                throw new IllegalArgumentException("\"" + Printable.of(name, 40) + "\" is no field name");
            }
            if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f || c > 0xff)) {
                throw new IllegalArgumentException(
                        "The value of the field " + name + " holds a control character, or one beyond ISO-8859-1");
            }
            if (OWN_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("The field " + name + " is set by the probe itself: leave it out");
            }
            fields.add(name + ": " + value.strip());
            return this;
        }

        /**
         * How long it may take to connect, and how long an answer may take; 5 seconds by default. Where only silence can
         * tell, the probe waits 3 seconds, or this time if that is shorter. A server that is known to answer at once can
         * be probed faster; behind expect-filter without {@code Expect} a refusal may take 2 seconds.
         *
         * @throws IllegalArgumentException if it is not between 100 milliseconds and 10 minutes
         */
        public Builder timeLimit(Duration limit) {
            if (limit.toMillis() < 100 || limit.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("The time limit has to be between 100 ms and 10 minutes");
            }
            this.timeLimit = limit;
            return this;
        }

        /** Says which certificates are trusted; by default those that the JDK trusts. */
        public Builder trust(SSLContext context) {
            this.trust = Objects.requireNonNull(context);
            return this;
        }

        /** Trusts every certificate, for whatever name. */
        public Builder trustEveryCertificate() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new EveryCertificate()}, null);
                this.trust = context;
                this.verifyHostname = false;
                return this;
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        /** Builds the probe. Nothing is sent yet. */
        public ExpectProbe build() {
            try {
                return new ExpectProbe(new ProbeSettings(
                        uri,
                        method,
                        announced,
                        List.copyOf(fields),
                        timeLimit,
                        trust == null ? SSLContext.getDefault() : trust,
                        verifyHostname));
            } catch (NoSuchAlgorithmException unusable) {
                throw new IllegalStateException(
                        "This Java has no usable TLS: check its javax.net.ssl settings", unusable);
            }
        }

        private static boolean isToken(String text) {
            return !text.isEmpty()
                    && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        }
    }
}
