package io.github.expectfilter.autoconfigure.undertow;

import java.io.IOException;
import java.util.function.Supplier;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import jakarta.servlet.ServletRequest;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import io.github.expectfilter.ContinueSender;
import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectationDecision;
import io.github.expectfilter.autoconfigure.ContainerSetup;

/**
 * Offers a {@link ContinueSender} and, if there are rules, a {@link io.github.expectfilter.ContentLimiter}, and frees the
 * worker behind a rejection. Undertow sends its 100 with the first read by itself, and never a 417; but it sees an expectation only where
 * a line says {@code 100-continue} and nothing else.
 */
final class ExpectUndertowCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

    private final Supplier<ExpectFilter> filter;

    ExpectUndertowCustomizer(Supplier<ExpectFilter> filter) {
        this.filter = filter;
    }

    @Override
    public void customize(WebServerFactory factory) {
        ContainerSetup.customize(
                factory,
                "addDeploymentInfoCustomizers",
                DeploymentInfo.class,
                // The outermost handler that already has a servlet request.
                deployment -> deployment.addOuterHandlerChainWrapper(this::offering));
    }

    private HttpHandler offering(HttpHandler next) {
        return exchange -> {
            ServletRequest request =
                    exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY).getServletRequest();
            boolean expecting = exchange.getRequestHeaders().contains(Headers.EXPECT);
            if (expecting) {
                request.setAttribute(ContinueSender.ATTRIBUTE, (ContinueSender) () -> sendContinue(exchange));
            }
            if (filter.get().config().hasRules()) {
                CountingConduit.offer(exchange, request);
            }
            if ((expecting || exchange.getProtocol().equals(Protocols.HTTP_2_0)) && !exchange.isRequestComplete()) {
                exchange.addResponseCommitListener(ExpectUndertowCustomizer::endRejectedRequest);
            }
            next.handleRequest(exchange);
        };
    }

    private static void sendContinue(HttpServerExchange exchange) throws IOException {
        if (exchange.isResponseChannelAvailable()
                && !exchange.isResponseStarted()
                && !HttpContinue.isContinueResponseSent(exchange)
                && exchange.getConnection().isContinueResponseSupported()) {
            boolean shown = showExpectation(exchange);
            try {
                HttpContinue.sendContinueResponseBlocking(exchange);
            } finally {
                hideExpectation(exchange, shown);
            }
        }
    }

    /**
     * The content of a rejected request is not waited for. Where Undertow has seen the expectation it does this by itself;
     * here every rejection ends in the same way, also over HTTP/2, which has no connection to close.
     */
    private static void endRejectedRequest(HttpServerExchange exchange) {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        if (context != null
                && context.getServletRequest().getAttribute(ExpectationDecision.ATTRIBUTE)
                        instanceof ExpectationDecision.Reject reject
                && exchange.getStatusCode() == reject.rejection().status()
                && !exchange.isRequestComplete()) {
            exchange.setPersistent(false);
            boolean shown = showExpectation(exchange);
            try {
                exchange.getConnection().terminateRequestChannel(exchange);
            } finally {
                hideExpectation(exchange, shown);
            }
        }
    }

    /** What Undertow does about an expectation it does only if it finds one in the header section. */
    private static boolean showExpectation(HttpServerExchange exchange) {
        HeaderMap fields = exchange.getRequestHeaders();
        if (HttpContinue.requiresContinueResponse(fields)) {
            return false;
        }
        fields.add(Headers.EXPECT, HttpContinue.CONTINUE);
        return true;
    }

    private static void hideExpectation(HttpServerExchange exchange, boolean shown) {
        if (shown) {
            HeaderMap fields = exchange.getRequestHeaders();
            HeaderValues lines = fields.get(Headers.EXPECT);
            lines.removeLast();
            if (lines.isEmpty()) {
                fields.remove(Headers.EXPECT);
            }
        }
    }
}
