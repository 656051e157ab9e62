package io.github.expectfilter.autoconfigure.undertow;

import java.io.IOException;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import io.github.expectfilter.ContinueSender;
import io.github.expectfilter.ExpectationDecision;
import io.github.expectfilter.autoconfigure.ContainerSetup;

/**
 * Offers a {@link ContinueSender}, and frees the worker behind a rejection. Undertow sends its 100 with the first read by
 * itself, and never a 417; but it sees an expectation only where a line says {@code 100-continue} and nothing else.
 */
final class ExpectUndertowCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

    @Override
    public void customize(WebServerFactory factory) {
        ContainerSetup.customize(
                factory,
                "addDeploymentInfoCustomizers",
                DeploymentInfo.class,
                // The outermost handler that already has a servlet request.
                deployment -> deployment.addOuterHandlerChainWrapper(ExpectUndertowCustomizer::offeringContinue));
    }

    private static HttpHandler offeringContinue(HttpHandler next) {
        return exchange -> {
            if (exchange.getRequestHeaders().contains("Expect")) {
                exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY)
                        .getServletRequest()
                        .setAttribute(ContinueSender.ATTRIBUTE, (ContinueSender) () -> sendContinue(exchange));
            }
            if (!exchange.isRequestComplete()) {
                exchange.addResponseCommitListener(ExpectUndertowCustomizer::endRejectedRequest);
            }
            next.handleRequest(exchange);
        };
    }

    /**
     * Undertow waits for the content of a rejected request, and a worker with it, unless it has seen an expectation. Over
     * HTTP/2 nothing would end that: there is no connection to close. So the request ends here as it does then.
     */
    private static void endRejectedRequest(HttpServerExchange exchange) {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        if (context != null
                && context.getServletRequest().getAttribute(ExpectationDecision.ATTRIBUTE)
                        instanceof ExpectationDecision.Reject reject
                && exchange.getStatusCode() == reject.rejection().status()
                && !exchange.isRequestComplete()) {
            exchange.setPersistent(false);
            exchange.getConnection().terminateRequestChannel(exchange);
        }
    }

    private static void sendContinue(HttpServerExchange exchange) throws IOException {
        if (exchange.isResponseChannelAvailable()
                && !exchange.isResponseStarted()
                && !HttpContinue.isContinueResponseSent(exchange)
                && exchange.getConnection().isContinueResponseSupported()) {
            HeaderMap fields = exchange.getRequestHeaders();
            if (HttpContinue.requiresContinueResponse(fields)) {
                HttpContinue.sendContinueResponseBlocking(exchange);
                return;
            }
            // Undertow sends nothing where it sees no expectation, so it is shown one for that long.
            fields.add(Headers.EXPECT, HttpContinue.CONTINUE);
            try {
                HttpContinue.sendContinueResponseBlocking(exchange);
            } finally {
                fields.get(Headers.EXPECT).removeLast();
            }
        }
    }
}
