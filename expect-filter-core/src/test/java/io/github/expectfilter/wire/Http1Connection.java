package io.github.expectfilter.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

/** {@link RawClient} as a {@link Connection}. */
public final class Http1Connection implements Connection {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RawClient client;

    private Http1Connection(RawClient client) {
        this.client = client;
    }

    public static Http1Connection connect(int port) throws IOException {
        return new Http1Connection(RawClient.connect(port));
    }

    /** By TLS; the certificate may be for any name. */
    public static Http1Connection connect(int port, SSLContext tls) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new Http1Connection(RawClient.connectTls(server, "localhost", PATIENCE, tls, false));
    }

    /** For what only HTTP/1.1 has: the octets themselves. */
    public RawClient raw() {
        return client;
    }

    @Override
    public Exchange request(String method, String path, String... fields) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + path + " HTTP/1.1");
        lines.add("Host: x");
        lines.addAll(Arrays.asList(fields));
        client.sendHead(lines.toArray(String[]::new));
        return exchange(lines.contains("Transfer-Encoding: chunked"));
    }

    private Exchange exchange(boolean chunked) {
        return new Exchange() {
            @Override
            public Answer read() throws IOException {
                return client.read();
            }

            @Override
            public Exchange sendContent(String content) throws IOException {
                client.send(
                        chunked ? Integer.toHexString(content.length()) + "\r\n" + content + "\r\n0\r\n\r\n" : content);
                return this;
            }

            @Override
            public boolean isSilentFor(Duration time) throws IOException {
                return client.isSilentFor(time);
            }
        };
    }

    @Override
    public boolean isEnded() throws IOException {
        return client.isEnded();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
