package io.github.expectfilter.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A server that does to every connection what a script says, and remembers what reached it. */
final class ScriptedServer implements AutoCloseable {

    /** What to do with a connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void serve(Connection connection) throws Exception;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final AtomicLong content = new AtomicLong();

    private ScriptedServer(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    static ScriptedServer start(Script script) throws IOException {
        return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    static ScriptedServer start(ServerSocket socket, Script script) {
        ScriptedServer server = new ScriptedServer(socket, script);
        daemon(server::accept);
        return server;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new Connection(socket));
        } catch (Exception gone) {
            // The client has ended the connection, or the test is over.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    URI uri() {
        return URI.create("http://localhost:" + port() + "/files/a");
    }

    /** The header sections that came. */
    List<String> heads() {
        return heads;
    }

    /** How many bytes of content came, over all connections. */
    long contentBytes() {
        return content.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** A connection with one request. */
    final class Connection {

        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        /** Reads a header section. */
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            String text = "";
            while (!text.endsWith("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("ended");
                }
                head.write(octet);
                text = octet == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
            }
            heads.add(text);
            return text;
        }

        Connection send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        }

        /** Reads content up to a length; less if the connection ends before. */
        long read(long length) throws IOException {
            byte[] buffer = new byte[8192];
            long count = 0;
            while (count < length) {
                int size = in.read(buffer, 0, (int) Math.min(buffer.length, length - count));
                if (size < 0) {
                    break;
                }
                count += size;
                content.addAndGet(size);
            }
            return count;
        }

        /** Keeps the connection until the client ends it. */
        void readToEnd() throws IOException {
            read(Long.MAX_VALUE);
        }
    }
}
