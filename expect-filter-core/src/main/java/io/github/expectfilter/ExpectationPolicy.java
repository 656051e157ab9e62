package io.github.expectfilter;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Decides about a request from its header section alone.
 *
 * <p>An implementation must not touch the content: on some containers the mere call of {@code getInputStream()},
 * {@code getReader()}, {@code getParameter*()} or {@code getPart*()} sends {@code 100 Continue}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ExpectationPolicy {

    /**
     * Decides about a request.
     *
     * @param request the request; its content must not be touched
     * @param field its {@code Expect} field, which may be absent
     * @return the decision, never {@code null}
     */
    ExpectationDecision decide(HttpServletRequest request, ExpectField field);
}
