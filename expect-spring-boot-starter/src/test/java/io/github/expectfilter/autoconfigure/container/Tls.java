package io.github.expectfilter.autoconfigure.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate made for the tests, and a client that trusts it and no other. */
final class Tls {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";

    private static final Path STORE = make();

    /** What makes a Spring Boot application speak TLS. */
    static final List<String> ARGUMENTS = List.of(
            "--server.ssl.key-store=file:" + STORE,
            "--server.ssl.key-store-type=PKCS12",
            "--server.ssl.key-store-password=" + PASSWORD);

    /** Of a client. */
    static final SSLContext CONTEXT = context();

    private Tls() {}

    private static Path make() {
        try {
            Path store = Files.createTempDirectory("tls").resolve("server.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            // Jetty wants it to be for the Host field of the request, too.
                            "-ext",
                            "SAN=dns:localhost,dns:x",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            store.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            // The last one is deleted first.
            store.getParent().toFile().deleteOnExit();
            store.toFile().deleteOnExit();
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context() {
        try (InputStream in = Files.newInputStream(STORE)) {
            KeyStore server = KeyStore.getInstance("PKCS12");
            server.load(in, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, server.getCertificate(ALIAS));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
