package io.github.expectfilter.probe;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One HTTP/1.x connection, byte by byte: what a client library hides (interim responses, their order, the end of the
 * connection) is what the wire tests are about.
 */
public final class RawClient implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Connects to a server on this machine. */
    public static RawClient connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new RawClient(socket);
    }

    /**
     * Connects with so small a send buffer that a long write waits until the server reads, as on a real network; on this
     * machine the buffers would take all of it otherwise.
     */
    public static RawClient connectWithSmallBuffer(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSendBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new RawClient(socket);
    }

    /** Sends text as ISO-8859-1 octets; line ends are written out by the caller. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a header section: the lines, each ended by CRLF, and an empty line. */
    public RawClient sendHead(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** Reads the next response, interim or final, of a request that was not HEAD. */
    public Answer read() throws IOException {
        return read(true);
    }

    /** Reads the next response to a HEAD request: a header section only. */
    public Answer readHead() throws IOException {
        return read(false);
    }

    private Answer read(boolean withBody) throws IOException {
        String head = head();
        Answer withoutBody = new Answer(head, "");
        int status = withoutBody.status();
        if (!withBody || status < 200 || status == 204 || status == 304) {
            return withoutBody;
        }
        String length = withoutBody.header("Content-Length");
        byte[] body;
        if (length != null) {
            body = in.readNBytes(Integer.parseInt(length));
            if (body.length < Integer.parseInt(length)) {
                throw new EOFException("The body ended after " + body.length + " of " + length + " bytes");
            }
        } else if ("chunked".equals(withoutBody.header("Transfer-Encoding"))) {
            body = chunks();
        } else {
            body = in.readAllBytes();
        }
        return new Answer(head, new String(body, StandardCharsets.UTF_8));
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("The connection ended after: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(octet);
            boolean expected = octet == (state % 2 == 0 ? '\r' : '\n');
            state = expected ? state + 1 : octet == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            body.write(in.readNBytes(size));
            line();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException("The connection ended within a chunk");
            }
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 1);
    }

    /** Reads responses up to the final one; the last element is the final one. */
    public List<Answer> readAll() throws IOException {
        List<Answer> answers = new ArrayList<>();
        Answer answer;
        do {
            answer = read();
            answers.add(answer);
        } while (answer.status() < 200);
        return answers;
    }

    /** Whether the server says nothing for this long, and keeps the connection. */
    public boolean isSilentFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return readOctet() == NOTHING;
        } finally {
            socket.setSoTimeout((int) PATIENCE.toMillis());
        }
    }

    /** Whether the server ends the connection (FIN or RST) without another byte. */
    public boolean isEnded() throws IOException {
        return readOctet() == END;
    }

    private static final int END = -1;
    private static final int NOTHING = -2;

    private int readOctet() throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException silent) {
            return NOTHING;
        } catch (SocketException reset) {
            return END;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
