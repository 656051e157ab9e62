package io.github.expectfilter.autoconfigure.tomcat;

import java.io.IOException;
import java.util.function.Supplier;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;

import io.github.expectfilter.ContentLimiter;
import io.github.expectfilter.ContinueSender;
import io.github.expectfilter.ExpectField;
import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectFilterConfig;
import io.github.expectfilter.ExpectationDecision;
import io.github.expectfilter.autoconfigure.ContainerFacts;

/**
 * The part of the decision that only Tomcat itself can carry out. It
 *
 * <ul>
 *   <li>sets every connector to {@code continueResponseTiming="onRead"}: by default Tomcat sends its 100 before any
 *       filter is asked;
 *   <li>answers the 417 that Tomcat makes by itself, outside of every filter, in the filter's words;
 *   <li>offers a {@link ContinueSender} and, if there are rules, a {@link ContentLimiter};
 *   <li>ends the connection behind content that was not read.
 * </ul>
 *
 * It belongs to the {@link Engine}: a request with that 417 is mapped to no host and no context.
 */
final class ExpectValve extends ValveBase {

    private static final Log logger = LogFactory.getLog(ExpectValve.class);

    private final Supplier<ExpectFilter> filter;

    private final ContainerFacts facts;

    ExpectValve(Supplier<ExpectFilter> filter, ContainerFacts facts) {
        super(true);
        this.filter = filter;
        this.facts = facts;
    }

    @Override
    public void setContainer(Container container) {
        super.setContainer(container);
        if (container instanceof Engine engine) {
            // The engine starts before the connectors, and all of them, additional ones too, are known by then.
            engine.addLifecycleListener(event -> onEngineEvent(engine, event));
        }
    }

    private void onEngineEvent(Engine engine, LifecycleEvent event) {
        if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())) {
            ExpectFilterConfig config = filter.get().config();
            for (Connector connector : engine.getService().findConnectors()) {
                if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
                    protocol.setContinueResponseTiming("onRead");
                    if (config.acceptsMoreThanContinue()) {
                        acceptMoreThanContinue(connector, protocol);
                    }
                }
            }
            facts.did("Tomcat's own 417 is answered in the words of the filter");
        }
    }

    private void acceptMoreThanContinue(Connector connector, AbstractHttp11Protocol<?> protocol) {
        if (protocol instanceof ExpectHttp11NioProtocol ours) {
            ours.accept(field -> filter.get().config().accepts(field));
            logger.info("Tomcat is kept from answering 417 to what the Expect filter accepts, by the protocol "
                    + ExpectHttp11NioProtocol.class.getName() + " of " + connector);
        } else {
            logger.warn(connector + " has a protocol of its own: there Tomcat answers 417 to every expectation but"
                    + " 100-continue, whatever expect.supported, expect.unsupported and expect.syntax say. Make the"
                    + " connector with the protocol " + ExpectHttp11NioProtocol.class.getName());
        }
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        boolean rejectedByTomcat = response.getStatus() == HttpServletResponse.SC_EXPECTATION_FAILED;
        if (!rejectedByTomcat && response.getStatus() != HttpServletResponse.SC_OK) {
            // Tomcat has refused the header section, which may be half of one.
            getNext().invoke(request, response);
            return;
        }
        CountingInputBuffer.offer(request, filter.get().config());
        if (request.getHeader("Expect") == null) {
            getNext().invoke(request, response);
            if (isRejected(request)) {
                endBehindUnreadContent(request, response);
            }
            return;
        }
        if (!rejectedByTomcat || !filter.get().rejectForContainer(request.getRequest(), response.getResponse())) {
            if (!rejectedByTomcat) {
                prepareContinue(request, response);
            }
            getNext().invoke(request, response);
        }
        endBehindUnreadContent(request, response);
    }

    /** By the filter; Tomcat would wait for the content of such a request, with a worker. */
    private boolean isRejected(Request request) {
        return request.getAttribute(ExpectationDecision.ATTRIBUTE) instanceof ExpectationDecision.Reject
                && filter.get().config().enforce();
    }

    private void endBehindUnreadContent(Request request, Response response) throws IOException {
        if (request.isAsync()) {
            request.getAsyncContextInternal().addListener(new AtTheEnd(request, response, filter));
        } else {
            UnreadContent.end(request, response, filter.get().config());
        }
    }

    private static void prepareContinue(Request request, Response response) {
        if (request.getAttribute(ContinueSender.ATTRIBUTE) != null) {
            // An asynchronous dispatch of the same request comes here again.
            return;
        }
        if (!isHttp2(request) && !request.getProtocol().equals("HTTP/1.1")) {
            return;
        }
        if (ExpectField.of(request).hasContinue()) {
            // Tomcat by itself looks at the first line only, and in HTTP/2 it compares case-sensitively.
            request.getCoyoteRequest().setExpectation(true);
        }
        request.setAttribute(ContinueSender.ATTRIBUTE, (ContinueSender) () -> sendContinue(request, response));
    }

    private static void sendContinue(Request request, Response response) throws IOException {
        response.sendAcknowledgement(ContinueResponseTiming.ALWAYS);
        if (isHttp2(request)) {
            // Here Tomcat does not remember that it has sent one, other than in HTTP/1.1.
            request.getCoyoteRequest().setExpectation(false);
        }
    }

    private static boolean isHttp2(Request request) {
        return request.getProtocol().equals("HTTP/2.0");
    }

    private record AtTheEnd(Request request, Response response, Supplier<ExpectFilter> filter)
            implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) throws IOException {
            UnreadContent.end(request, response, filter.get().config());
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Tomcat answers; onComplete follows.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Tomcat answers; onComplete follows.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
