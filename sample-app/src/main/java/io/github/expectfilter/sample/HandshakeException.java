package io.github.expectfilter.sample;

/** This application cannot speak with itself. */
class HandshakeException extends RuntimeException {

    HandshakeException(Exception cause) {
        super(cause);
    }
}
