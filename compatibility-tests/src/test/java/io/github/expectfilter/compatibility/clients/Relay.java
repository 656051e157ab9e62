package io.github.expectfilter.compatibility.clients;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hands on what a client and the server say, unchanged, and keeps account of it: what a client itself reports about the
 * bytes that it has sent may be wrong, and most report nothing.
 */
final class Relay implements Closeable {

    private static final long PATIENCE_MILLIS = 1_000;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    Relay(int serverPort) throws IOException {
        this.serverPort = serverPort;
        start("relay", () -> {
            while (true) {
                connections.add(new Connection(listener.accept(), connections.size() + 1));
            }
        });
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    /** All requests with that path so far; whole after {@link #finish}. */
    List<Exchange> exchanges(String path) {
        return exchanges.stream()
                .filter(exchange -> exchange.path().equals(path))
                .toList();
    }

    /** Gives connections that are about to end the time to do so, and ends the others: the account is whole. */
    void finish() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        finish();
    }

    private interface Task {
        void run() throws IOException;
    }

    private static Thread start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException ended) {
                        // One side has gone: so does the other.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private final class Connection implements Closeable {

        private final Socket client;
        private final Socket server;
        private final Thread requests;
        private final Thread answers;

        // Requests are sent, and answered, in their order.
        private final Queue<Exchange> unanswered = new ConcurrentLinkedQueue<>();
        private volatile Exchange sent;
        private volatile Exchange answered;

        Connection(Socket client, int number) throws IOException {
            this.client = client;
            this.server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Messages requestMessages = new Messages(head -> begin(new Exchange(number, head)), n -> sent.addContent(n));
            Messages answerMessages = new Messages(this::answer, n -> answered.addBody(n));
            answers = start("answers " + number, () -> {
                try {
                    relay(server, client, answerMessages);
                } catch (IOException reset) {
                    closeBoth();
                }
            });
            requests = start("requests " + number, () -> {
                try {
                    relay(client, server, requestMessages);
                } finally {
                    // A reset must not overtake the answer that came before it.
                    join(answers);
                    closeBoth();
                }
            });
        }

        private void begin(Exchange exchange) {
            sent = exchange;
            unanswered.add(exchange);
            exchanges.add(exchange);
        }

        private void answer(String head) {
            Exchange next = unanswered.peek();
            if (next != null) {
                answered = next;
            }
            // An answer that nobody asked for counts with the one before it.
            answered.addAnswer(head);
            if (Messages.status(head) >= 200) {
                unanswered.poll();
            }
        }

        private static void relay(Socket from, Socket to, Messages messages) throws IOException {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            int length;
            while ((length = in.read(buffer)) >= 0) {
                messages.read(buffer, length);
                out.write(buffer, 0, length);
            }
            to.shutdownOutput();
        }

        private void closeBoth() throws IOException {
            client.close();
            server.close();
        }

        private void join(Thread thread) {
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            join(requests);
            closeBoth();
            join(answers);
        }
    }
}
