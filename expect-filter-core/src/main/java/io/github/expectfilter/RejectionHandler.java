package io.github.expectfilter;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Writes the answer to a request that is rejected.
 *
 * <p>An implementation sets the status and the fields of {@link Rejection#headers()}, writes a body of exact
 * {@code Content-Length} or none, and flushes. It must not read the content, nor call {@code getParameter*()} or
 * {@code getPart*()}: that would send {@code 100 Continue}. It must not call {@code sendError}: that shows the
 * container's own page and, on some containers, blocks a worker. It must leave a committed response alone. On HTTP/1.x
 * {@code Connection: close} is already set when it is called.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RejectionHandler {

    /**
     * Writes the answer.
     *
     * @param request the rejected request; its content must not be touched
     * @param response the response, not committed
     * @param rejection what to say
     * @throws IOException if the client is gone
     */
    void handle(HttpServletRequest request, HttpServletResponse response, Rejection rejection) throws IOException;
}
