package io.github.expectfilter.probe;

import java.io.IOException;

/**
 * What came is no HTTP/1.x response (RFC 9112 section 4), or one beyond the limits of {@link RawClient}. The message
 * holds nothing that a terminal could take for a command.
 *
 * @since 0.1.0
 */
public final class NotHttpException extends IOException {

    private static final long serialVersionUID = 1L;

    NotHttpException(String message) {
        super(message);
    }
}
