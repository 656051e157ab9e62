package io.github.expectfilter.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.util.ByteArrayBuffer;

import io.github.expectfilter.probe.Answer;

/**
 * One HTTP/2 connection, in clear text by prior knowledge (RFC 9113 section 3.3) or by TLS, frame by frame: interim
 * responses and resets are what these tests are about, and client libraries hide them. Contents stay below every initial
 * window.
 */
public final class Http2Connection implements Connection {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    private static final int CANCEL = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket socket;
    private final String scheme;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final HPackEncoder encoder = new HPackEncoder(4096, StandardCharsets.ISO_8859_1);
    private final HPackDecoder decoder = new HPackDecoder(4096, StandardCharsets.ISO_8859_1);
    private final Map<Integer, Stream> streams = new HashMap<>();
    private int nextStream = 1;

    private Http2Connection(Socket socket, String scheme) throws IOException {
        this.socket = socket;
        this.scheme = scheme;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    public static Http2Connection connect(int port) throws IOException {
        return start(new Socket(InetAddress.getLoopbackAddress(), port), "http");
    }

    /** By TLS; the certificate may be for any name. */
    public static Http2Connection connect(int port, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals("h2")) {
            socket.close();
            throw new IOException("The server does not speak HTTP/2 by TLS");
        }
        return start(socket, "https");
    }

    private static Http2Connection start(Socket socket, String scheme) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        Http2Connection connection = new Http2Connection(socket, scheme);
        connection.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        connection.writeFrame(SETTINGS, 0, 0, new byte[0]);
        return connection;
    }

    @Override
    public Stream request(String method, String path, String... fields) throws IOException {
        ByteArrayBuffer block = new ByteArrayBuffer(256);
        encode(block, ":method", method);
        encode(block, ":scheme", scheme);
        encode(block, ":authority", "x");
        encode(block, ":path", path);
        boolean hasContent = false;
        for (String field : fields) {
            int colon = field.indexOf(':');
            String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = field.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            hasContent |= name.equals("transfer-encoding") || name.equals("content-length") && !value.equals("0");
            if (!name.equals("transfer-encoding")) {
                encode(block, name, value);
            }
        }
        int id = nextStream;
        nextStream += 2;
        Stream stream = new Stream(id);
        streams.put(id, stream);
        writeFrame(HEADERS, hasContent ? END_HEADERS : END_HEADERS | END_STREAM, id, block.toByteArray());
        return stream;
    }

    private void encode(ByteArrayBuffer block, String name, String value) throws IOException {
        encoder.encodeHeader(block, name, value, false);
    }

    private void writeFrame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(frame);
        data.writeByte(payload.length >> 16);
        data.writeShort(payload.length);
        data.writeByte(type);
        data.writeByte(flags);
        data.writeInt(stream);
        data.write(payload);
        out.write(frame.toByteArray());
        out.flush();
    }

    private void readFrame() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(length));
        if (payload.limit() < length) {
            throw new EOFException("The connection ended within a frame");
        }
        if ((type == DATA || type == HEADERS) && (flags & PADDED) != 0) {
            int padding = payload.get() & 0xFF;
            payload.limit(payload.limit() - padding);
        }
        Stream stream = streams.get(id);
        switch (type) {
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    writeFrame(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    writeFrame(PING, ACK, 0, payload.array());
                }
            }
            case HEADERS, CONTINUATION -> {
                if ((flags & PRIORITY) != 0) {
                    payload.position(payload.position() + 5);
                }
                if ((flags & END_HEADERS) == 0) {
                    throw new IOException("No answer of these tests needs CONTINUATION");
                }
                stream.headers(payload);
            }
            case DATA -> {
                byte[] content = new byte[payload.remaining()];
                payload.get(content);
                stream.body.write(content);
            }
            case RST_STREAM -> {
                if (stream != null) {
                    stream.reset = payload.getInt();
                    stream.ended = true;
                }
            }
            case GOAWAY -> throw new EOFException("GOAWAY, error " + payload.getInt(4));
            default -> {
                // WINDOW_UPDATE and what is unknown: RFC 9113 section 4.1.
            }
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
            stream.ended = true;
        }
    }

    /** Whether the server ends the connection; frames that concern no open stream are no sign of life. */
    @Override
    public boolean isEnded() throws IOException {
        try {
            while (true) {
                readFrame();
            }
        } catch (SocketTimeoutException alive) {
            return false;
        } catch (EOFException | SocketException ended) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** One request and its responses. */
    public final class Stream implements Exchange {

        private static final int NONE = -1;

        private final int id;
        private final Queue<Answer> interim = new ArrayDeque<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private String head;
        private boolean ended;
        private int reset = NONE;

        private Stream(int id) {
            this.id = id;
        }

        private void headers(ByteBuffer block) throws IOException {
            StringBuilder text = new StringBuilder();
            try {
                for (Header header : decoder.decodeHeaders(block)) {
                    if (header.getName().equals(":status")) {
                        text.insert(0, "HTTP/2.0 " + header.getValue() + " \r\n");
                    } else {
                        text.append(header.getName())
                                .append(": ")
                                .append(header.getValue())
                                .append("\r\n");
                    }
                }
            } catch (HttpException malformed) {
                throw new IOException(malformed);
            }
            Answer answer = new Answer(text + "\r\n", "");
            if (answer.status() < 200) {
                interim.add(answer);
            } else {
                head = answer.head();
            }
        }

        @Override
        public Answer read() throws IOException {
            while (interim.isEmpty() && !ended) {
                readFrame();
            }
            if (!interim.isEmpty()) {
                return interim.remove();
            }
            if (head == null) {
                throw new EOFException("The stream ended with error " + reset);
            }
            return new Answer(head, body.toString(StandardCharsets.UTF_8));
        }

        @Override
        public Exchange sendContent(String content) throws IOException {
            writeFrame(DATA, END_STREAM, id, content.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** Ends the request without its content. */
        public void cancel() throws IOException {
            writeFrame(RST_STREAM, 0, id, new byte[] {0, 0, 0, CANCEL});
        }

        /** Whether the server, having answered, tells the client to keep the content (RFC 9113 section 8.1). */
        public boolean isReset() throws IOException {
            while (reset == NONE) {
                readFrame();
            }
            return true;
        }

        @Override
        public boolean isSilentFor(Duration time) throws IOException {
            socket.setSoTimeout((int) time.toMillis());
            try {
                while (interim.isEmpty() && !ended && head == null) {
                    readFrame();
                }
                return false;
            } catch (SocketTimeoutException silent) {
                return true;
            } finally {
                socket.setSoTimeout((int) PATIENCE.toMillis());
            }
        }
    }
}
