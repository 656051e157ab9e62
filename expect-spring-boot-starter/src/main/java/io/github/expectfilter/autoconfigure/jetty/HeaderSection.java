package io.github.expectfilter.autoconfigure.jetty;

import java.util.Collections;
import java.util.Enumeration;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The header section of a request that has no servlet request, with the names of {@link HttpServletRequest}. */
final class HeaderSection {

    private final Request request;

    HeaderSection(Request request) {
        this.request = request;
    }

    HttpServletRequest asServletRequest() {
        return Facade.of(HttpServletRequest.class, this);
    }

    public String getMethod() {
        return request.getMethod();
    }

    public String getProtocol() {
        return request.getConnectionMetaData().getProtocol();
    }

    public String getScheme() {
        return request.getHttpURI().getScheme();
    }

    public boolean isSecure() {
        return request.isSecure();
    }

    public String getRequestURI() {
        return request.getHttpURI().getPath();
    }

    public @Nullable String getQueryString() {
        return request.getHttpURI().getQuery();
    }

    public String getRemoteAddr() {
        return Request.getRemoteAddr(request);
    }

    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    public @Nullable String getHeader(String name) {
        return request.getHeaders().get(name);
    }

    public Enumeration<String> getHeaders(String name) {
        return request.getHeaders().getValues(name);
    }

    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(request.getHeaders().getFieldNamesCollection());
    }

    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    public long getContentLengthLong() {
        return request.getLength();
    }

    public int getContentLength() {
        return request.getLength() > Integer.MAX_VALUE ? -1 : (int) request.getLength();
    }

    public @Nullable Object getAttribute(String name) {
        return request.getAttribute(name);
    }

    public void setAttribute(String name, @Nullable Object value) {
        request.setAttribute(name, value);
    }

    public void removeAttribute(String name) {
        request.removeAttribute(name);
    }
}
