package io.github.expectfilter;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The application's own decision about content, taken on the header section alone: a token, a quota, a day of the week.
 *
 * <p>It is asked about every request that announces content, with or without {@code Expect}, after the
 * {@link AdmissionRule}s and only when none of them speaks against the request. Checks are asked in their order; the
 * first rejection decides. A check runs on the container's thread and the client waits for it: clients wait about a
 * second for {@code 100 Continue} and then send their content anyway.
 *
 * <p>At the decision endpoint ({@link ExpectFilterConfig.Builder#decisionEndpointPath}) the request is one that a proxy
 * describes: method, path, query and the fields about the content are those of the client.
 *
 * <p>A check that throws admits nothing: the answer is 500.
 *
 * <p>An implementation must be thread-safe and must not touch the content: on some containers the mere call of
 * {@code getInputStream()}, {@code getReader()}, {@code getParameter*()} or {@code getPart*()} sends
 * {@code 100 Continue} (RFC 9110 section 10.1.1).
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AdmissionCheck {

    /**
     * Looks at the header section of a request.
     *
     * @param request the request; its content must not be touched
     * @return what is answered, for instance by {@link Rejection#of(int, String)}; {@code null} if nothing speaks against
     *     the request
     */
    @Nullable
    Rejection check(HttpServletRequest request);
}
