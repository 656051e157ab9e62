package io.github.expectfilter;

import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The request of a client as its proxy describes it at the {@link DecisionEndpoint}: method, target and the fields about
 * the content are those of the client, all other fields are those of the proxy's own request, which has them from the
 * client.
 *
 * <p>The protocol is HTTP/1.1, whatever the proxy speaks: nginx, for one, asks in HTTP/1.0. So a description that tells
 * neither a length nor a transfer coding is one of a request without content (RFC 9112 section 6.3).
 */
final class DescribedRequest extends HttpServletRequestWrapper {

    /** The fields that a proxy describes by others; its own are about its own request. */
    private static final Map<String, String> DESCRIBED = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        DESCRIBED.put("Content-Length", DecisionEndpoint.CONTENT_LENGTH);
        DESCRIBED.put("Content-Type", DecisionEndpoint.CONTENT_TYPE);
        DESCRIBED.put("Expect", DecisionEndpoint.EXPECT);
        DESCRIBED.put("Transfer-Encoding", DecisionEndpoint.TRANSFER_ENCODING);
    }

    private final String method;
    private final RequestTarget target;

    DescribedRequest(HttpServletRequest request, String method, RequestTarget target) {
        super(request);
        this.method = method;
        this.target = target;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return target.uri();
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = super.getRequestURL();
        int authority = url.indexOf("://") + 3;
        int path = url.indexOf("/", authority);
        url.setLength(path < 0 ? url.length() : path);
        return url.append(target.uri());
    }

    @Override
    public @Nullable String getQueryString() {
        return target.query();
    }

    @Override
    public String getServletPath() {
        return target.path();
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public int getContentLength() {
        long length = getContentLengthLong();
        return length > Integer.MAX_VALUE ? -1 : (int) length;
    }

    @Override
    public long getContentLengthLong() {
        String length = getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException largerThanALong) {
            return -1;
        }
    }

    @Override
    public @Nullable String getHeader(String name) {
        String described = DESCRIBED.get(name);
        if (described == null) {
            return super.getHeader(name);
        }
        String value = super.getHeader(described);
        return value == null || value.isEmpty() ? null : value;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String described = DESCRIBED.get(name);
        if (described == null) {
            return super.getHeaders(name);
        }
        return getHeader(name) == null ? Collections.emptyEnumeration() : super.getHeaders(described);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>();
        List<String> own = Collections.list(super.getHeaderNames());
        own.stream().filter(name -> !DESCRIBED.containsKey(name)).forEach(names::add);
        DESCRIBED.keySet().stream().filter(name -> getHeader(name) != null).forEach(names::add);
        return Collections.enumeration(names);
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public long getDateHeader(String name) {
        return DESCRIBED.containsKey(name) && getHeader(name) == null ? -1 : super.getDateHeader(name);
    }
}
