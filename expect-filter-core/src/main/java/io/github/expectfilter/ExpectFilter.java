package io.github.expectfilter;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests that have an {@code Expect} header field, or content that an {@link AdmissionRule} governs,
 * before the content is read: honor, ignore or reject (RFC 9110 section 10.1.1).
 *
 * <p>An {@link ExpectationFailedException} that arrives here is answered with 417. One that is thrown in an asynchronous
 * dispatch arrives if the filter is registered for {@code DispatcherType.ASYNC} too; nothing else happens there.
 *
 * <p>Register it for {@code DispatcherType.REQUEST} with asynchronous support, behind filters that only observe and
 * before every filter that reads parameters or content: a filter that reads first has the container send
 * {@code 100 Continue}.
 *
 * <p><strong>Warning:</strong> Tomcat sends {@code 100 Continue} before any filter unless its connector says
 * {@code continueResponseTiming="onRead"}. The Spring Boot starter sets that; in a plain WAR it is set in server.xml.
 *
 * <p>In web.xml the class is used by its no-arg constructor and tuned by {@code init-param}s; an unknown name or a
 * wrong value stops the deployment. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ExpectFilter implements Filter {

    private static final Logger logger = System.getLogger(ExpectFilter.class.getName());

    /** In the place of the nanoseconds that a decision took. */
    private static final long POLICY_NOT_ASKED = 0;

    private final boolean configuredByInitParameters;
    private volatile ExpectFilterConfig config;
    private volatile @Nullable DecisionEndpoint decisionEndpoint;

    /** Why the settings could not be read, on a container that goes on without this filter otherwise. */
    private volatile @Nullable Exception startFailure;

    /** For web.xml: the settings come from the {@code init-param}s. */
    public ExpectFilter() {
        this.configuredByInitParameters = true;
        this.config = ExpectFilterConfig.defaults();
    }

    /**
     * For programmatic registration.
     *
     * @param config the settings; {@code init-param}s are then an error
     */
    public ExpectFilter(ExpectFilterConfig config) {
        this.configuredByInitParameters = false;
        this.config = config;
        this.decisionEndpoint = DecisionEndpoint.of(config);
    }

    /** The settings in force. */
    public ExpectFilterConfig config() {
        return config;
    }

    @Override
    public void init(FilterConfig filterConfig) throws ServletException {
        try {
            configure(filterConfig);
        } catch (ServletException | RuntimeException wrong) {
            if (!PlainContainer.goesOnWithoutFailedFilters(filterConfig.getServletContext())) {
                throw wrong;
            }
            startFailure = wrong;
            logger.log(Level.ERROR, wrong.getMessage() + ". Until that is cured no request passes the filter", wrong);
            return;
        }
        logger.log(Level.INFO, "Expect filter ''{0}'': {1}", filterConfig.getFilterName(), config);
    }

    private void configure(FilterConfig filterConfig) throws ServletException {
        if (configuredByInitParameters) {
            config = InitParameters.read(filterConfig);
        } else if (filterConfig.getInitParameterNames().hasMoreElements()) {
            throw new ServletException("Filter '" + filterConfig.getFilterName()
                    + "': init-params do not work together with an ExpectFilterConfig. Remove the init-params, or"
                    + " register the class by its no-arg constructor");
        }
        decisionEndpoint = DecisionEndpoint.of(config, filterConfig);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Exception failure = startFailure;
        if (failure != null) {
            throw new ServletException(failure.getMessage(), failure);
        }
        DispatcherType dispatcherType = request.getDispatcherType();
        if (!(request instanceof HttpServletRequest httpRequest)
                || !(response instanceof HttpServletResponse httpResponse)
                || dispatcherType != DispatcherType.REQUEST && dispatcherType != DispatcherType.ASYNC) {
            chain.doFilter(request, response);
            return;
        }
        try {
            if (dispatcherType == DispatcherType.REQUEST) {
                decide(httpRequest, httpResponse, chain);
            } else {
                chain.doFilter(request, response);
            }
        } catch (ServletException | ExpectationFailedException thrown) {
            ExpectationFailedException failed = ExpectationFailedException.in(thrown);
            if (failed == null || !rejectForApplication(httpRequest, httpResponse, failed)) {
                throw thrown;
            }
        }
    }

    private void decide(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        DecisionEndpoint endpoint = decisionEndpoint;
        if (endpoint != null && endpoint.isAsked(request)) {
            endpoint.answer(request, response);
            return;
        }
        ExpectFilterConfig current = config;
        ExpectField field = ExpectField.of(request);
        if (!current.concerns(request, field) || isUpgradeWithoutContent(request)) {
            chain.doFilter(request, response);
            return;
        }
        long start = System.nanoTime();
        ExpectationDecision decision = current.policy().decide(request, field);
        long decisionNanos = Math.max(POLICY_NOT_ASKED + 1, System.nanoTime() - start);
        PlacedRequest placed = null;
        AdmissionRule rule = decision instanceof ExpectationDecision.Reject ? null : current.ruleFor(request);
        ConcurrencyLimit concurrency = rule == null ? null : rule.concurrency();
        if (concurrency != null) {
            if (concurrency.tryEnter()) {
                placed = new PlacedRequest(request, concurrency);
            } else {
                // Another request took the last place since the decision.
                decision = ExpectationDecision.reject(AdmissionRule.tooManyConcurrent());
            }
        }
        try {
            request.setAttribute(ExpectationDecision.ATTRIBUTE, decision);
            if (!isAnswered(current, request, response, field, decision, decisionNanos)) {
                passOn(current, placed != null ? placed : request, response, field, decision, rule, chain);
            }
        } finally {
            if (placed != null) {
                placed.chainReturned();
            }
        }
    }

    /** Tells the listeners and, if the decision is a rejection that is enforced, the client. */
    private static boolean isAnswered(
            ExpectFilterConfig config,
            HttpServletRequest request,
            HttpServletResponse response,
            ExpectField field,
            ExpectationDecision decision,
            long decisionNanos)
            throws IOException {
        if (decision instanceof ExpectationDecision.Reject reject) {
            boolean enforced = config.enforce() && !response.isCommitted();
            log(field, reject.rejection(), enforced);
            if (enforced) {
                response.resetBuffer();
                if (ContentDrain.isPossible(config, request)) {
                    ContentDrain.start(
                            config,
                            request,
                            response,
                            received -> reject(config, request, response, field, reject, received, decisionNanos));
                } else {
                    reject(config, request, response, field, reject, 0, decisionNanos);
                }
                return true;
            }
            config.notifier().onDecision(request, field, decision, false, 0, decisionNanos);
        } else {
            config.notifier().onDecision(request, field, decision, config.enforce(), 0, decisionNanos);
        }
        return false;
    }

    private static void passOn(
            ExpectFilterConfig config,
            HttpServletRequest request,
            HttpServletResponse response,
            ExpectField field,
            ExpectationDecision decision,
            @Nullable AdmissionRule rule,
            FilterChain chain)
            throws IOException, ServletException {
        LimitedRequest limited = null;
        HttpServletRequest admitted = request;
        if (rule != null
                && rule.maxContentLength() >= 0
                && AnnouncedContent.of(request) == AnnouncedContent.OF_UNDECLARED_LENGTH) {
            limited = new LimitedRequest(
                    request,
                    rule.maxContentLength(),
                    config.enforce(),
                    () -> rejectWhileRead(config, request, response, field, rule.contentTooLarge()));
            admitted = limited;
        }
        try {
            chain.doFilter(field.isPresent() ? admit(config, admitted, response, field, decision) : admitted, response);
        } catch (IOException | ServletException | RuntimeException thrown) {
            if (limited == null || !limited.hasAnswered(thrown)) {
                throw thrown;
            }
            // The client has its answer, and the application could not know better than to throw.
            logger.log(Level.DEBUG, "The application ended with the failure of its read", thrown);
        }
    }

    /** Rejects a request whose content turns out too large while the application reads it. */
    private static boolean rejectWhileRead(
            ExpectFilterConfig config,
            HttpServletRequest request,
            HttpServletResponse response,
            ExpectField field,
            Rejection rejection)
            throws IOException {
        ExpectationDecision.Reject reject = new ExpectationDecision.Reject(rejection);
        request.setAttribute(ExpectationDecision.ATTRIBUTE, reject);
        boolean enforced = config.enforce() && !response.isCommitted();
        log(field, rejection, enforced);
        if (enforced) {
            ResponseRestart.keepingFieldsOf(response).restart();
            reject(config, request, response, field, reject, 0, POLICY_NOT_ASKED);
        } else {
            config.notifier().onDecision(request, field, reject, false, 0, POLICY_NOT_ASKED);
        }
        return enforced;
    }

    static void log(ExpectField field, Rejection rejection, boolean enforced) {
        if (logger.isLoggable(Level.DEBUG)) {
            logger.log(
                    Level.DEBUG,
                    (enforced ? "Rejected with " : "Not enforced, would be rejected with ") + rejection.status()
                            + ": reason=" + rejection.reason().code() + " lines=" + field.lines() + " length="
                            + field.length());
        }
    }

    private static void reject(
            ExpectFilterConfig config,
            HttpServletRequest request,
            HttpServletResponse response,
            ExpectField field,
            ExpectationDecision.Reject reject,
            long received,
            long decisionNanos)
            throws IOException {
        try {
            if (AnnouncedContent.isHttp1(request)) {
                // The content is unread and nobody knows whether it will come (RFC 9112 section 9.3).
                response.setHeader("Connection", "close");
            }
            config.rejectionHandler().handle(request, response, reject.rejection());
        } finally {
            // Also when the client is gone: it was rejected nevertheless.
            long unreceived = Math.max(0, AnnouncedContent.declared(request) - received);
            config.notifier().onDecision(request, field, reject, true, unreceived, decisionNanos);
        }
    }

    /** Lets the request through, with a guard on its content. */
    private static HttpServletRequest admit(
            ExpectFilterConfig config,
            HttpServletRequest request,
            HttpServletResponse response,
            ExpectField field,
            ExpectationDecision decision)
            throws IOException {
        if (AnnouncedContent.of(request) == AnnouncedContent.NONE) {
            return request;
        }
        // Also when the decision is not to honor it but is not enforced: nobody else would send the 100.
        boolean awaitsContinue = field.hasContinue() && !AnnouncedContent.isBeforeHttp11(request);
        ContinueSender sender = awaitsContinue ? senderOf(request) : null;
        ContentGuard guard = new ContentGuard(request, response, sender);
        request.setAttribute(ContentGuard.ATTRIBUTE, guard);
        if (AnnouncedContent.isHttp1(request)) {
            guard.announceClose();
        }
        if (sender != null
                && decision instanceof ExpectationDecision.Honor
                && config.continueTiming() == ExpectFilterConfig.ContinueTiming.ON_ACCEPT) {
            sender.sendContinue();
        }
        return guard;
    }

    private static @Nullable ContinueSender senderOf(HttpServletRequest request) {
        return request.getAttribute(ContinueSender.ATTRIBUTE) instanceof ContinueSender sender ? sender : null;
    }

    /** A WebSocket handshake, for instance; the switch of protocols is not ours. */
    static boolean isUpgradeWithoutContent(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null && AnnouncedContent.of(request) == AnnouncedContent.NONE;
    }

    /**
     * For container adapters: answers a 417 that the container made by itself, in the words of this filter, and ends
     * the connection. The reason is the one that the filter would have given, had it been asked, or else
     * {@code container}. Listeners are told in any case.
     *
     * @param request the request; its content must not be touched
     * @param response the response, not committed
     * @return false when nothing was written and the container's own answer stands, because nothing is enforced
     * @throws IOException if the client is gone
     */
    public boolean rejectForContainer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ExpectFilterConfig current = config;
        ExpectField field = ExpectField.of(request);
        ExpectationDecision.Reject reject = current.decideByField(field) instanceof ExpectationDecision.Reject byField
                ? byField
                : new ExpectationDecision.Reject(Rejection.of(Rejection.Reason.CONTAINER));
        request.setAttribute(ExpectationDecision.ATTRIBUTE, reject);
        log(field, reject.rejection(), true);
        if (!current.enforce()) {
            current.notifier()
                    .onDecision(request, field, reject, true, AnnouncedContent.declared(request), POLICY_NOT_ASKED);
            return false;
        }
        response.resetBuffer();
        reject(current, request, response, field, reject, 0, POLICY_NOT_ASKED);
        return true;
    }

    /**
     * For adapters of web frameworks that see an exception before this filter does: answers it as if it had arrived
     * here.
     *
     * @param request the request; its content must not be touched
     * @param response the response
     * @param failed what the application has thrown
     * @return false when nothing was written, because the response is committed or asynchronous processing has begun
     * @throws IOException if the client is gone
     */
    public boolean rejectForApplication(
            HttpServletRequest request, HttpServletResponse response, ExpectationFailedException failed)
            throws IOException {
        if (response.isCommitted() || request.isAsyncStarted()) {
            return false;
        }
        ExpectationDecision.Reject reject = new ExpectationDecision.Reject(failed.rejection());
        ExpectField field = ExpectField.of(request);
        request.setAttribute(ExpectationDecision.ATTRIBUTE, reject);
        log(field, reject.rejection(), true);
        ResponseRestart.keepingFieldsOf(response).restart();
        // The application may have read the content before it has thrown.
        long received = ContentGuard.isContentUntouched(request) ? 0 : AnnouncedContent.declared(request);
        reject(config, request, response, field, reject, received, POLICY_NOT_ASKED);
        return true;
    }
}
