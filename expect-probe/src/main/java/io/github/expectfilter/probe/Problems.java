package io.github.expectfilter.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/** What went wrong on the network, in one line: the thing, the place, the cure. */
final class Problems {

    private static final int LENGTH = 160;

    private Problems() {}

    /** Why a server cannot be probed. */
    static String describe(IOException failure, String place, boolean tls, Duration limit) {
        if (failure instanceof SSLException ssl) {
            return tls(ssl, place);
        }
        if (failure instanceof NotHttpException notHttp) {
            return isTlsAlert(notHttp)
                    ? tlsWanted(place)
                    : place + " does not speak HTTP/1.1: " + message(notHttp) + ". Check the port";
        }
        if (failure instanceof NoRouteToHostException) {
            return "There is no way to " + place + ": check the address and the network";
        }
        if (failure instanceof SocketTimeoutException timeout) {
            return String.valueOf(timeout.getMessage()).toLowerCase(Locale.ROOT).contains("connect")
                    ? "No connection to " + place + " within " + seconds(limit)
                            + ": check the address, the port and the firewalls, or raise --timeout"
                    : place + " accepts connections, but gave no whole answer within " + seconds(limit)
                            + ": check that it is an " + (tls ? "HTTPS" : "HTTP") + " port, or raise --timeout";
        }
        if (failure instanceof ConnectException) {
            return "Nothing listens on " + place + " (connection refused): check the port, and that the server runs";
        }
        if (failure instanceof EOFException || failure instanceof SocketException) {
            return place + " ends the connection without an answer: check that it is an " + (tls ? "HTTPS" : "HTTP")
                    + " port" + (tls ? "" : " (for TLS use https://)");
        }
        return place + " cannot be probed: " + message(failure);
    }

    private static String tls(SSLException failure, String place) {
        if (has(failure, CertificateExpiredException.class)) {
            return "The certificate of " + place + " has expired: renew it, or use --insecure to probe all the same";
        }
        if (has(failure, CertificateNotYetValidException.class)) {
            return "The certificate of " + place + " is not valid yet: check the clocks, or use --insecure to probe all"
                    + " the same";
        }
        if (has(failure, CertPathBuilderException.class)) {
            return "The certificate of " + place + " is not signed by an authority that this Java trusts: add it by"
                    + " -Djavax.net.ssl.trustStore, or use --insecure to probe all the same";
        }
        Throwable certificate = find(failure, CertificateException.class);
        if (certificate != null) {
            return "The certificate of " + place + " is not for that name (" + message(certificate)
                    + "): use the name in it, or --insecure to probe all the same";
        }
        return "No TLS with " + place + " (" + message(failure) + "): for a server without TLS use http://";
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return find(failure, type) != null;
    }

    private static @Nullable Throwable find(@Nullable Throwable failure, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }

    static String tlsWanted(String place) {
        return place + " wants TLS: use https://";
    }

    /** A TLS alert record: content type 21, version 3.x. */
    private static boolean isTlsAlert(NotHttpException failure) {
        return String.valueOf(failure.getMessage()).contains("\"\\x15\\x03");
    }

    /** The words of Tomcat, nginx, Apache and Go for plain HTTP on a TLS port. */
    static boolean isTlsWanted(Exchange exchange) {
        Exchange.Response last = exchange.finalResponse();
        if (last == null || last.answer().status() != 400) {
            return false;
        }
        String body = last.answer().body();
        return body.contains("requires TLS")
                || body.contains("plain HTTP request was sent to HTTPS port")
                || body.contains("speaking plain HTTP to an SSL-enabled server port")
                || body.contains("sent an HTTP request to an HTTPS server");
    }

    /** What broke an exchange. */
    static String inWords(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return "no whole answer in time";
        }
        if (failure instanceof NotHttpException) {
            return message(failure);
        }
        if (failure instanceof EOFException) {
            return "the connection was ended before the final answer";
        }
        if (failure instanceof ConnectException) {
            return "no connection";
        }
        return failure instanceof SocketException
                ? "the connection was reset before the final answer"
                : message(failure);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return Printable.of(message == null ? failure.getClass().getSimpleName() : message, LENGTH);
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
