package io.github.expectfilter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The path at which a proxy asks what the filter will say about a request, before the proxy has its client send the
 * content: nginx by {@code auth_request}, others by what they call forward authentication.
 *
 * <p>The answer is 204 (go on), or 403 with the rejection's own fields and body and its true status in
 * {@value #STATUS}. It tells nothing that the described request would not be told, and binds nobody: the filter decides
 * again when that request arrives.
 */
final class DecisionEndpoint {

    static final String METHOD = "X-Original-Method";
    static final String URI = "X-Original-URI";
    static final String CONTENT_LENGTH = "X-Original-Content-Length";
    static final String CONTENT_TYPE = "X-Original-Content-Type";
    static final String TRANSFER_ENCODING = "X-Original-Transfer-Encoding";
    static final String EXPECT = "X-Original-Expect";

    /** In an answer: the status that the client should get. In a request: the proxy has it, and asks for the body. */
    static final String STATUS = "X-Expect-Status";

    static final String REASON = "X-Expect-Reason";

    private static final List<String> EVERYTHING = List.of("/*");

    private final ExpectFilterConfig config;
    private final String path;

    /** What the filter is mapped to: it says nothing about other requests. */
    private final Collection<String> urlPatterns;

    private DecisionEndpoint(ExpectFilterConfig config, String path, Collection<String> urlPatterns) {
        this.config = config;
        this.path = path;
        this.urlPatterns = urlPatterns;
    }

    /** The endpoint of a filter that nobody has mapped; {@code null} if the settings have none. */
    static @Nullable DecisionEndpoint of(ExpectFilterConfig config) {
        String path = config.decisionEndpointPath();
        return path == null ? null : new DecisionEndpoint(config, path, EVERYTHING);
    }

    /**
     * The endpoint of a filter as it is mapped; {@code null} if the settings have none.
     *
     * @throws ServletException if no request for it would reach the filter
     */
    static @Nullable DecisionEndpoint of(ExpectFilterConfig config, FilterConfig filterConfig) throws ServletException {
        String path = config.decisionEndpointPath();
        if (path == null) {
            return null;
        }
        Collection<String> patterns = urlPatterns(filterConfig);
        if (!isCovered(path, patterns)) {
            throw new ServletException("Filter '" + filterConfig.getFilterName() + "': the decision endpoint '" + path
                    + "' would never be asked, its URL patterns are " + patterns
                    + ". Map the filter to that path too, or choose a path that they cover");
        }
        return new DecisionEndpoint(config, path, patterns);
    }

    private static Collection<String> urlPatterns(FilterConfig filterConfig) {
        FilterRegistration registration =
                filterConfig.getServletContext().getFilterRegistration(filterConfig.getFilterName());
        // What servlets a filter is mapped to by name says nothing about paths.
        return registration == null
                        || registration.getUrlPatternMappings().isEmpty()
                        || !registration.getServletNameMappings().isEmpty()
                ? EVERYTHING
                : List.copyOf(registration.getUrlPatternMappings());
    }

    /** Servlet 6.0 section 12.2, as it is for filters. */
    static boolean isCovered(String path, Collection<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.equals(path)
                    || pattern.equals("/*")
                    || pattern.endsWith("/*") && isAtOrBelow(path, pattern.substring(0, pattern.length() - 2))
                    || pattern.startsWith("*.") && path.endsWith(pattern.substring(1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAtOrBelow(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /** Whether a request is one for the endpoint. */
    boolean isAsked(HttpServletRequest request) {
        String servletPath = request.getServletPath();
        String pathInfo = request.getPathInfo();
        return pathInfo == null
                ? path.equals(servletPath)
                : path.length() == servletPath.length() + pathInfo.length()
                        && path.startsWith(servletPath)
                        && path.endsWith(pathInfo);
    }

    /** Answers a request for the endpoint. Its content, should it have any, stays unread. */
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        if (AnnouncedContent.isHttp1(request) && AnnouncedContent.of(request) != AnnouncedContent.NONE) {
            response.setHeader("Connection", "close");
        }
        String method = request.getHeader(METHOD);
        String uri = request.getHeader(URI);
        String length = request.getHeader(CONTENT_LENGTH);
        if (method == null || method.isEmpty() || uri == null || uri.isEmpty()) {
            refuse(
                    response,
                    "This is the decision endpoint of the Expect filter. The proxy that asks must send the fields "
                            + METHOD + " and " + URI + " with the method and the target of its client's request.");
            return;
        }
        if (length != null && !isNumber(length)) {
            refuse(response, CONTENT_LENGTH + " must be empty or the number in the client's Content-Length.");
            return;
        }
        RequestTarget target = Ascii.isToken(method) ? RequestTarget.parse(uri, request.getContextPath()) : null;
        if (target == null) {
            // No listener is told of what the container answers by itself.
            rejectUnreadable(request, response);
            return;
        }
        DescribedRequest described = new DescribedRequest(request, method, target);
        ExpectField field = ExpectField.of(described);
        if (!isCovered(target.path(), urlPatterns)
                || !config.concerns(described, field)
                || ExpectFilter.isUpgradeWithoutContent(described)) {
            goOn(response);
            return;
        }
        long start = System.nanoTime();
        ExpectationDecision decision = config.policy().decide(described, field);
        long nanos = Math.max(1, System.nanoTime() - start);
        request.setAttribute(ExpectationDecision.ATTRIBUTE, decision);
        if (decision instanceof ExpectationDecision.Reject reject) {
            answerRejection(described, response, field, reject, nanos);
        } else {
            // The request itself will come and is told of then.
            goOn(response);
        }
    }

    private void answerRejection(
            DescribedRequest described,
            HttpServletResponse response,
            ExpectField field,
            ExpectationDecision.Reject reject,
            long nanos)
            throws IOException {
        boolean enforced = config.enforce();
        ExpectFilter.log(field, reject.rejection(), enforced);
        try {
            if (enforced) {
                write(described, response, reject.rejection());
            } else {
                goOn(response);
            }
        } finally {
            String known = described.getHeader(STATUS);
            if (known == null || known.isEmpty()) {
                long unreceived = enforced ? AnnouncedContent.declared(described) : 0;
                config.notifier().onDecision(described, field, reject, enforced, unreceived, nanos);
            }
        }
    }

    private void rejectUnreadable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (config.enforce()) {
            write(
                    request,
                    response,
                    Rejection.of(400, "The request target is none of this application, or cannot be read."));
        } else {
            goOn(response);
        }
    }

    private void write(HttpServletRequest request, HttpServletResponse response, Rejection rejection)
            throws IOException {
        response.setHeader(REASON, rejection.reason().code());
        config.rejectionHandler().handle(new AnsweredRequest(request), new ForbiddenResponse(response), rejection);
    }

    private static void goOn(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.flushBuffer();
    }

    private static void refuse(HttpServletResponse response, String text) throws IOException {
        byte[] body = (text + '\n').getBytes(StandardCharsets.US_ASCII);
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** To the handler the answer is one to the proxy: whether it has a body is not a matter of the client's method. */
    private static final class AnsweredRequest extends HttpServletRequestWrapper {

        AnsweredRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            String method = super.getMethod();
            return method.equals("HEAD") ? "GET" : method;
        }
    }

    /** Says 403 whatever it is told, and that in a field: no other status makes a proxy deny the request. */
    private static final class ForbiddenResponse extends HttpServletResponseWrapper {

        private int status;

        ForbiddenResponse(HttpServletResponse response) {
            super(response);
            this.status = response.getStatus();
        }

        @Override
        public void setStatus(int newStatus) {
            status = newStatus;
            super.setStatus(SC_FORBIDDEN);
            setHeader(STATUS, Integer.toString(newStatus));
        }

        @Override
        public int getStatus() {
            return status;
        }

        @Override
        public void reset() {
            super.reset();
            status = super.getStatus();
        }
    }
}
