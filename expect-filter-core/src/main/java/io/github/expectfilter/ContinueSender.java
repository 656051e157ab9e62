package io.github.expectfilter;

import java.io.IOException;

/**
 * Sends {@code 100 Continue} for one request, now. A container adapter offers it as the request attribute
 * {@value #ATTRIBUTE} where the container can do so; the filter uses it for {@code continue-timing=on-accept} and for
 * applications that read with a {@code ReadListener}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ContinueSender {

    /** Name of the request attribute. */
    String ATTRIBUTE = "io.github.expectfilter.ContinueSender";

    /**
     * Sends {@code 100 Continue} if the client waits for it, the response is not committed and none was sent before;
     * otherwise nothing.
     *
     * @throws IOException if the client is gone
     */
    void sendContinue() throws IOException;
}
