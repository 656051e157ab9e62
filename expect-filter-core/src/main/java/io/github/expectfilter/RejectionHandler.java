package io.github.expectfilter;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Writes the answer to a request that is rejected.
 *
 * <p>An implementation sets the status and the fields of {@link Rejection#headers()}, writes a body of exact
 * {@code Content-Length} or none, and flushes. Another status from 400 on is its choice. On HTTP/1.x
 * {@code Connection: close} is already set when it is called, and must stay.
 *
 * <p>It must not read the content, nor call {@code getParameter*()} or {@code getPart*()}: that would send
 * {@code 100 Continue}. It must not call {@code sendError}, which throws {@link IllegalStateException} here: that would
 * show the container's own page and, on some containers, block a worker. It must not put anything of the request into
 * the answer, nor hand request or response to another thread. A client that hangs on a body (java.net.http before
 * JDK 25 with {@code expectContinue(true)}) is its own concern: an answer without a body reaches every client.
 *
 * <p>The request may be one that the container itself has rejected: it then belongs to no web application, and
 * {@code getServletContext()} may fail. Or one that a proxy describes at the decision endpoint
 * ({@link ExpectFilterConfig.Builder#decisionEndpointPath}): the status that is set then goes into the field
 * {@code X-Expect-Status}, and the connection stays.
 *
 * <p>When an implementation throws, or returns without a status from 400 on, the standard answer takes the place of
 * whatever it has written, unless that is committed; this is logged once for each class of exception.
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
     * @throws IOException if the client is gone; the standard answer is tried then
     */
    void handle(HttpServletRequest request, HttpServletResponse response, Rejection rejection) throws IOException;
}
