package io.github.expectfilter.benchmarks;

import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.NoSuchElementException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/** A request that allocates nothing, and that fails where it is asked for more than a benchmark foresees. */
final class StubRequest extends HttpServletRequestWrapper {

    private final String method;
    private final long contentLength;
    private final @Nullable String expect;
    private final OneValue expectValues = new OneValue();

    StubRequest(String method, long contentLength, @Nullable String expect) {
        super((HttpServletRequest) Proxy.newProxyInstance(
                StubRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, args) -> {
                    throw new UnsupportedOperationException(called.toString());
                }));
        this.method = method;
        this.contentLength = contentLength;
        this.expect = expect;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public long getContentLengthLong() {
        return contentLength;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return name.equals("Expect") ? expect : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (expect == null || !name.equals("Expect")) {
            return Collections.emptyEnumeration();
        }
        expectValues.next = expect;
        return expectValues;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        // Containers keep it in a map of the request; that is not measured.
    }

    /** Used again for each request. The Servlet API has it that old. */
    @SuppressWarnings("JdkObsolete")
    private static final class OneValue implements Enumeration<String> {

        private @Nullable String next;

        @Override
        public boolean hasMoreElements() {
            return next != null;
        }

        @Override
        public String nextElement() {
            String value = next;
            if (value == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return value;
        }
    }
}
