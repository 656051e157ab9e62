package io.github.expectfilter.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import jakarta.servlet.ServletContext;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import io.github.expectfilter.probe.ExpectProbe;
import io.github.expectfilter.probe.RawClient;

/** Where this very application listens. No host, port or path comes from a request. */
@Component
class OwnServer {

    private final Environment environment;
    private final ServerProperties properties;
    private final SslBundles bundles;
    private final ServletContext servletContext;

    OwnServer(Environment environment, ServerProperties properties, SslBundles bundles, ServletContext servletContext) {
        this.environment = environment;
        this.properties = properties;
        this.bundles = bundles;
        this.servletContext = servletContext;
    }

    /** @param limit how long a message may take */
    RawClient connect(Duration limit) throws IOException {
        Ssl ssl = properties.getSsl();
        if (ssl == null || !ssl.isEnabled()) {
            return RawClient.connect(address(), limit);
        }
        return RawClient.connectTls(address(), "localhost", limit, trustInItself(ssl), false);
    }

    /** Begins a probe of a path of this application. */
    ExpectProbe.Builder probe(String path) {
        boolean tls = Ssl.isEnabled(properties.getSsl());
        URI uri = URI.create((tls ? "https://" : "http://") + host() + contextPath() + path);
        // The certificate is seldom for the name of this machine, and there is nobody between.
        return tls ? ExpectProbe.builder(uri).trustEveryCertificate() : ExpectProbe.builder(uri);
    }

    /** The value of a Host field. */
    String host() {
        String address = address().getAddress().getHostAddress();
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":"
                + address().getPort();
    }

    String contextPath() {
        return servletContext.getContextPath();
    }

    private InetSocketAddress address() {
        InetAddress bound = properties.getAddress();
        return new InetSocketAddress(
                bound == null || bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound,
                environment.getRequiredProperty("local.server.port", Integer.class));
    }

    // A key store's own certificate is what a trust manager takes from an entry with a private key.
    private SSLContext trustInItself(Ssl ssl) throws IOException {
        try {
            KeyStore own = WebServerSslBundle.get(ssl, bundles).getStores().getKeyStore();
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(own);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("The certificate of this server is not usable", unusable);
        }
    }
}
