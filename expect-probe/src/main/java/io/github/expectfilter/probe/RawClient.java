package io.github.expectfilter.probe;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One HTTP/1.x connection, byte by byte: what a client library hides (interim responses, their order, the end of the
 * connection) is what can be seen here. For tests and for {@link ExpectProbe}; it sends what it is told, right or wrong.
 *
 * <p>It trusts nobody: no message takes longer than the time limit, no header section is longer than 64 KiB and no body
 * longer than 64 MiB, and what is no HTTP/1.x is a {@link NotHttpException}. Proxies of the environment are not used.
 *
 * <p>Not for use by more than one thread at a time, except that one may send while another reads.
 *
 * @since 0.1.0
 */
public final class RawClient implements Closeable {

    /** How long {@link #connect(int)} and the messages on its connections may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_BODY = 64 * 1024 * 1024;
    private static final int MAX_LINE = 8 * 1024;
    private static final byte[] PROTOCOL = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] [1-9][0-9]{2}(?: [^\r\n]*)?");

    /** The socket below TLS: to close it ends a write that the other side does not read. */
    private final Socket transport;

    private final Socket socket;
    private final InputStream in;
    private final Duration limit;
    private final Transcript transcript = new Transcript();
    private final byte[] buffer = new byte[8192];
    private int position;
    private int end;
    private long deadline;
    private long answeredAt;

    private RawClient(Socket transport, Socket socket, Duration limit) throws IOException {
        this.transport = transport;
        this.socket = socket;
        this.limit = limit;
        this.in = socket.getInputStream();
        socket.setTcpNoDelay(true);
    }

    /** Connects to a server on this machine, with 10 seconds for every message. */
    public static RawClient connect(int port) throws IOException {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
    }

    /**
     * Connects to a server.
     *
     * @param limit how long it may take to connect, and then to receive a message
     * @throws IOException if it cannot be reached; {@link SocketTimeoutException} after the time limit
     */
    public static RawClient connect(InetSocketAddress server, Duration limit) throws IOException {
        return connect(server, limit, 0);
    }

    private static RawClient connect(InetSocketAddress server, Duration limit, int sendBuffer) throws IOException {
        Socket socket = open(server, limit, sendBuffer);
        return new RawClient(socket, socket, limit);
    }

    /**
     * Connects to a server by TLS, with {@code http/1.1} as the only protocol offered.
     *
     * @param hostname the name that the certificate has to be for, and that the server is told (SNI)
     * @param context says which certificates are trusted
     * @param verifyHostname whether the certificate has to be for that name
     * @throws IOException as {@link #connect(InetSocketAddress, Duration)}; {@link javax.net.ssl.SSLException} if the
     *     handshake fails
     */
    public static RawClient connectTls(
            InetSocketAddress server, String hostname, Duration limit, SSLContext context, boolean verifyHostname)
            throws IOException {
        Socket transport = open(server, limit, 0);
        try {
            transport.setSoTimeout(millis(limit));
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(transport, hostname, server.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            if (verifyHostname) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            shakeHands(socket, transport, limit);
            return new RawClient(transport, socket, limit);
        } catch (IOException | RuntimeException failure) {
            transport.close();
            throw failure;
        }
    }

    /** The time limit of a socket is for one read each; a handshake takes many. */
    private static void shakeHands(SSLSocket socket, Socket transport, Duration limit) throws IOException {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (done.compareAndSet(false, true)) {
                        try {
                            transport.close();
                        } catch (IOException alreadyClosed) {
                            // The handshake has ended in another way.
                        }
                    }
                });
        IOException failure = null;
        try {
            socket.startHandshake();
        } catch (IOException broken) {
            failure = broken;
        }
        if (!done.compareAndSet(false, true)) {
            throw new SocketTimeoutException("The TLS handshake takes too long");
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Connects with so small a send buffer that a long write waits until the server reads, as on a real network; on this
     * machine the buffers would take all of it otherwise.
     */
    public static RawClient connectWithSmallBuffer(int port) throws IOException {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE, 16 * 1024);
    }

    private static Socket open(InetSocketAddress server, Duration limit, int sendBuffer) throws IOException {
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            if (sendBuffer > 0) {
                socket.setSendBufferSize(sendBuffer);
            }
            socket.connect(server, millis(limit));
            return socket;
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    private static int millis(Duration time) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, time.toMillis()));
    }

    /** Sends text as ISO-8859-1 octets; line ends are written out by the caller. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends octets; waits as long as the server does not read them. */
    public RawClient send(byte[] octets) throws IOException {
        transcript.sent(octets);
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a header section: the lines, each ended by CRLF, and an empty line. */
    public RawClient sendHead(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /**
     * Reads the next response, interim or final, of a request that was not HEAD.
     *
     * @throws EOFException if the connection ends before the response does
     * @throws SocketTimeoutException if the response is not whole within the time limit
     * @throws NotHttpException if it is no HTTP/1.x response, or beyond the limits
     */
    public Answer read() throws IOException {
        startReading(limit);
        Answer answer = readSection();
        if (!hasBody(answer)) {
            return answer;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (!readBody(answer, body, MAX_BODY)) {
            throw new NotHttpException("The body is longer than " + MAX_BODY + " bytes");
        }
        return new Answer(answer.head(), body.toString(StandardCharsets.UTF_8));
    }

    /** Reads the next response to a HEAD request: a header section only. Throws what {@link #read} throws. */
    public Answer readHead() throws IOException {
        startReading(limit);
        return readSection();
    }

    /**
     * Reads the next response, but only the beginning of its body.
     *
     * @param maxBody in bytes
     * @param bodyLimit how long the body may take
     * @return the answer, and whether its body is whole
     */
    Part readPart(int maxBody, Duration bodyLimit) throws IOException {
        Answer answer = readHead();
        if (!hasBody(answer)) {
            return new Part(answer, true);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole;
        try {
            startReading(bodyLimit);
            whole = readBody(answer, body, maxBody);
        } catch (IOException cutOff) {
            whole = false;
        }
        return new Part(new Answer(answer.head(), body.toString(StandardCharsets.UTF_8)), whole);
    }

    record Part(Answer answer, boolean whole) {}

    private void startReading(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    private static boolean hasBody(Answer answer) {
        return !answer.isInterim() && answer.status() != 204 && answer.status() != 304;
    }

    /** Reads a body into the sink, as far as it reaches. */
    private boolean readBody(Answer answer, ByteArrayOutputStream sink, int max) throws IOException {
        List<String> coding = answer.headers("Transfer-Encoding");
        if (!coding.isEmpty()) {
            if (coding.get(coding.size() - 1).toLowerCase(Locale.ROOT).endsWith("chunked")) {
                return readChunks(sink, max);
            }
            return readToEnd(sink, max);
        }
        List<String> lengths = answer.headers("Content-Length");
        if (lengths.isEmpty()) {
            return readToEnd(sink, max);
        }
        String length = lengths.get(0);
        if (!length.matches("[0-9]{1,18}")) {
            throw new NotHttpException("Content-Length is \"" + Printable.of(length, 40) + "\"");
        }
        return readLength(Long.parseLong(length), sink, max);
    }

    private boolean readLength(long length, ByteArrayOutputStream sink, int max) throws IOException {
        for (long count = 0; count < length; count++) {
            if (sink.size() == max) {
                return false;
            }
            int octet = octet();
            if (octet < 0) {
                throw new EOFException("The body ended after " + count + " of " + length + " bytes");
            }
            sink.write(octet);
        }
        return true;
    }

    private boolean readToEnd(ByteArrayOutputStream sink, int max) throws IOException {
        int octet;
        while ((octet = octet()) >= 0) {
            if (sink.size() == max) {
                return false;
            }
            sink.write(octet);
        }
        return true;
    }

    private boolean readChunks(ByteArrayOutputStream sink, int max) throws IOException {
        while (true) {
            String line = line();
            String size = line.split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new NotHttpException("The size of a chunk is \"" + Printable.of(size, 40) + "\"");
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                for (int trailers = 0; !line().isEmpty(); trailers++) {
                    if (trailers == 100) {
                        throw new NotHttpException("More than 100 trailer fields");
                    }
                }
                return true;
            }
            if (!readLength(length, sink, max)) {
                return false;
            }
            line();
        }
    }

    /** A header section, up to and with its empty line. */
    private Answer readSection() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int lineLength = 0;
        while (true) {
            int octet = octet();
            if (octet < 0) {
                throw new EOFException(
                        head.size() == 0
                                ? "The connection ended without an answer"
                                : "The connection ended after: " + Printable.of(latin1(head), 200));
            }
            if (head.size() == 0) {
                answeredAt = System.nanoTime();
            }
            if (head.size() < PROTOCOL.length && octet != PROTOCOL[head.size()]) {
                throw notHttp(latin1(head) + (char) octet);
            }
            if (head.size() == MAX_HEAD) {
                throw new NotHttpException("The header section is longer than " + MAX_HEAD + " bytes");
            }
            head.write(octet);
            if (octet == '\n') {
                if (lineLength == 0) {
                    return answer(latin1(head));
                }
                lineLength = 0;
            } else if (octet != '\r') {
                lineLength++;
            }
        }
    }

    private static String latin1(ByteArrayOutputStream octets) {
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    private static Answer answer(String head) throws NotHttpException {
        String statusLine = head.split("\r?\n", 2)[0];
        if (!STATUS_LINE.matcher(statusLine).matches()) {
            throw new NotHttpException("The status line is \"" + Printable.of(statusLine, 60) + "\"");
        }
        return new Answer(head, "");
    }

    private NotHttpException notHttp(String beginning) {
        String more = new String(buffer, position, Math.min(end - position, 60), StandardCharsets.ISO_8859_1);
        return new NotHttpException("Not an HTTP/1.x response: \"" + Printable.of(beginning + more, 60) + "\"");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = octet()) != '\n') {
            if (octet < 0) {
                throw new EOFException("The connection ended within a chunk");
            }
            if (line.length() == MAX_LINE) {
                throw new NotHttpException("A line of a chunk is longer than " + MAX_LINE + " bytes");
            }
            line.append((char) octet);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    /** Reads responses up to the final one; the last element is the final one. Throws what {@link #read} throws. */
    public List<Answer> readAll() throws IOException {
        List<Answer> answers = new ArrayList<>();
        Answer answer;
        do {
            answer = read();
            answers.add(answer);
        } while (answer.isInterim());
        return answers;
    }

    /** Whether the server says nothing for this long, and keeps the connection. */
    public boolean isSilentFor(Duration time) throws IOException {
        return next(time) == Next.NOTHING;
    }

    /** Whether the server ends the connection (FIN or RST) without another byte, within the time limit. */
    public boolean isEnded() throws IOException {
        return next(limit) == Next.END;
    }

    /** What comes next. */
    enum Next {
        OCTET,
        END,
        NOTHING
    }

    /** Waits for the next octet, and leaves it there. */
    Next next(Duration time) throws IOException {
        if (position < end) {
            return Next.OCTET;
        }
        startReading(time);
        try {
            return fill() ? Next.OCTET : Next.END;
        } catch (SocketTimeoutException silent) {
            return Next.NOTHING;
        } catch (SocketException reset) {
            return Next.END;
        }
    }

    private int octet() throws IOException {
        return position < end || fill() ? buffer[position++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("The time is over");
        }
        socket.setSoTimeout(millis(Duration.ofNanos(left)));
        int length = in.read(buffer);
        if (length < 0) {
            return false;
        }
        transcript.received(buffer, length);
        position = 0;
        end = length;
        return true;
    }

    /** When the first octet of the last response was read, on the clock of {@link System#nanoTime}. */
    long answeredAt() {
        return answeredAt;
    }

    /**
     * What went over this connection so far, in both directions, with milliseconds since it was opened; at most the first
     * 64 KiB, as printable ASCII, without the values of {@code Authorization} and {@code Cookie}.
     */
    public String transcript() {
        return transcript.toString();
    }

    /** Closes the connection at once, also while another thread is sending. */
    @Override
    public void close() throws IOException {
        transport.close();
    }
}
