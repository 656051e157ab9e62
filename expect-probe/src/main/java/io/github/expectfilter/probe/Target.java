package io.github.expectfilter.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/** The server of a URL: its one address, looked up once, and how to connect to it. */
final class Target {

    private final URI uri;
    private final InetSocketAddress address;
    private final @Nullable SSLContext tls;
    private final boolean verifyHostname;

    private Target(URI uri, InetSocketAddress address, @Nullable SSLContext tls, boolean verifyHostname) {
        this.uri = uri;
        this.address = address;
        this.tls = tls;
        this.verifyHostname = verifyHostname;
    }

    /**
     * Checks a URL.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with it
     */
    static void check(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null || !isScheme(scheme, "http") && !isScheme(scheme, "https")) {
            throw new IllegalArgumentException("The URL has to begin with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The URL holds user information, which would be ignored: remove it and give the credentials as a"
                            + " field, for example --header 'Authorization: Basic ...'");
        }
        if (uri.getHost() == null || uri.getPort() > 65535 || uri.getPort() == 0) {
            throw new IllegalArgumentException(
                    "The URL names no host, or no valid port: write it as" + " http://host:port/path");
        }
    }

    private static boolean isScheme(String scheme, String expected) {
        return scheme.toLowerCase(Locale.ROOT).equals(expected);
    }

    /** Looks the host up; the only name that ever is. */
    static Target resolve(URI uri, @Nullable SSLContext tls, boolean verifyHostname) throws ProbeException {
        String host = host(uri);
        boolean secure = isScheme(uri.getScheme(), "https");
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port(uri));
            return new Target(uri, address, secure ? tls : null, verifyHostname);
        } catch (UnknownHostException unknown) {
            throw new ProbeException(
                    "The host " + Printable.of(host, 100)
                            + " is not known: check the name, and the DNS of this machine",
                    unknown);
        }
    }

    RawClient connect(Duration limit) throws IOException {
        return tls == null
                ? RawClient.connect(address, limit)
                : RawClient.connectTls(address, host(uri), limit, tls, verifyHostname);
    }

    boolean isTls() {
        return tls != null;
    }

    /** Host and port, for people. */
    static String place(URI uri) {
        return Printable.of(uri.getHost(), 100) + " port " + port(uri);
    }

    /** The value of the Host field (RFC 9110 section 7.2). */
    static String hostField(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** The request target in origin form (RFC 9112 section 3.2.1). */
    static String requestTarget(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath();
        String target = path == null || path.isEmpty() ? "/" : path;
        return ascii.getRawQuery() == null ? target : target + "?" + ascii.getRawQuery();
    }

    private static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : isScheme(uri.getScheme(), "https") ? 443 : 80;
    }
}
