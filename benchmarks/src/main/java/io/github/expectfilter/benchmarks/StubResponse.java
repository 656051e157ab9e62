package io.github.expectfilter.benchmarks;

import java.lang.reflect.Proxy;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response that keeps nothing, and that fails where it is asked for more than a benchmark foresees. */
final class StubResponse extends HttpServletResponseWrapper {

    StubResponse() {
        super((HttpServletResponse) Proxy.newProxyInstance(
                StubResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, called, args) -> {
                    throw new UnsupportedOperationException(called.toString());
                }));
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void setHeader(String name, String value) {
        // Containers keep it in a table of the response; that is not measured.
    }
}
