package io.github.expectfilter.probe;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The probe could not run. The message is one printable line with the thing, the place and the cure.
 *
 * @since 0.1.0
 */
public final class ProbeException extends IOException {

    private static final long serialVersionUID = 1L;

    ProbeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
