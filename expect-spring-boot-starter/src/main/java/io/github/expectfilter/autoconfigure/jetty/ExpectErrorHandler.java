package io.github.expectfilter.autoconfigure.jetty;

import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

import io.github.expectfilter.ExpectFilter;

/**
 * Answers the 417 that Jetty makes by itself, before any handler and any filter, in the filter's words; leaves every
 * other error to the handler that was there before.
 */
final class ExpectErrorHandler implements Request.Handler {

    private final Request.Handler next;
    private final Supplier<ExpectFilter> filter;

    private ExpectErrorHandler(Request.Handler next, Supplier<ExpectFilter> filter) {
        this.next = next;
        this.filter = filter;
    }

    static void install(Server server, Supplier<ExpectFilter> filter) {
        Request.Handler present = server.getErrorHandler();
        Request.Handler next = present != null ? present : new ErrorHandler();
        server.setErrorHandler(new ExpectErrorHandler(next, filter));
        // The server still starts and stops the handler that it no longer calls by itself.
        server.addBean(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (isOfJettyItself(request, response)) {
            HeaderSection section = new HeaderSection(request);
            PlainResponse answer = new PlainResponse(response);
            if (filter.get().rejectForContainer(section.asServletRequest(), answer.asServletResponse())) {
                answer.send(callback);
                return true;
            }
        }
        return next.handle(request, response, callback);
    }

    private static boolean isOfJettyItself(Request request, Response response) {
        return response.getStatus() == HttpServletResponse.SC_EXPECTATION_FAILED
                && request.getHeaders().contains("Expect")
                && request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException;
    }
}
