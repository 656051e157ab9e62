package io.github.expectfilter;

import java.io.IOException;

/**
 * Sends {@code 100 Continue} for one request, now. A container adapter offers it as the request attribute
 * {@value #ATTRIBUTE} where the container can do so; the filter uses it when the application first reads, or right after
 * the decision with {@code continue-timing=on-accept}. It is used only if the client waits for the 100.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ContinueSender {

    /** Name of the request attribute. */
    String ATTRIBUTE = "io.github.expectfilter.ContinueSender";

    /**
     * Sends {@code 100 Continue}, unless the response is committed or one was sent before, be it by the container.
     *
     * @throws IOException if the client is gone
     */
    void sendContinue() throws IOException;
}
