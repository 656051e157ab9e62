package io.github.expectfilter.autoconfigure.webmvc;

import java.io.IOException;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectationFailedException;

/**
 * Has the filter answer an {@link ExpectationFailedException}, before a catch-all {@code @ExceptionHandler} takes it for
 * an error, and in asynchronous dispatches, which the filter does not see.
 */
final class ExpectationFailedExceptionResolver implements HandlerExceptionResolver, Ordered {

    private final Supplier<ExpectFilter> filter;

    ExpectationFailedExceptionResolver(Supplier<ExpectFilter> filter) {
        this.filter = filter;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception thrown) {
        if (!(thrown instanceof ExpectationFailedException failed)) {
            return null;
        }
        try {
            return filter.get().rejectForApplication(request, response, failed) ? new ModelAndView() : null;
        } catch (IOException clientIsGone) {
            // Nobody is left to be answered, and another resolver could not do better.
            return new ModelAndView();
        }
    }
}
