package io.github.expectfilter.autoconfigure.jetty;

import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A response that has no servlet response, with the names of {@link HttpServletResponse}. The content is small and kept
 * until {@link #send}.
 */
final class PlainResponse {

    private final Response response;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable PrintWriter writer;
    private Charset charset = StandardCharsets.UTF_8;

    PlainResponse(Response response) {
        this.response = response;
    }

    HttpServletResponse asServletResponse() {
        return Facade.of(HttpServletResponse.class, this);
    }

    void send(Callback callback) {
        if (writer != null) {
            writer.flush();
        }
        response.write(true, ByteBuffer.wrap(content.toByteArray()), callback);
    }

    public boolean isCommitted() {
        return response.isCommitted();
    }

    public int getStatus() {
        return response.getStatus();
    }

    public void setStatus(int status) {
        response.setStatus(status);
    }

    public boolean containsHeader(String name) {
        return response.getHeaders().contains(name);
    }

    public @Nullable String getHeader(String name) {
        return response.getHeaders().get(name);
    }

    public void setHeader(String name, @Nullable String value) {
        response.getHeaders().put(name, value);
    }

    public void addHeader(String name, String value) {
        response.getHeaders().add(name, value);
    }

    public void setIntHeader(String name, int value) {
        response.getHeaders().put(name, value);
    }

    public void setContentType(@Nullable String type) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    }

    public void setCharacterEncoding(String encoding) {
        charset = Charset.forName(encoding);
    }

    public String getCharacterEncoding() {
        return charset.name();
    }

    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    public void setContentLengthLong(long length) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }

    public void resetBuffer() {
        content.reset();
    }

    public void flushBuffer() {
        // Everything is sent at once, at the end.
    }

    public PrintWriter getWriter() {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(content, charset));
        }
        return writer;
    }

    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public void write(int octet) {
                content.write(octet);
            }

            @Override
            public void write(byte[] octets, int off, int len) {
                content.write(octets, off, len);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException("setWriteListener does not work outside of a servlet context");
            }
        };
    }
}
