package io.github.expectfilter;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Map;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connection safe behind a request that has an expectation.
 *
 * <p>A client that was not told to go on may send its content or its next request: nobody can tell which (RFC 9110
 * section 10.1.1, RFC 9112 section 9.3). So the response says {@code Connection: close} from the start, and that is
 * taken back once the application has read the content to its end.
 *
 * <p>Where the container offers a {@link ContinueSender} the 100 goes out with the first read, also where the container
 * by itself would not send it: to a {@code ReadListener}, or because it does not see the expectation.
 */
final class ContentGuard extends HttpServletRequestWrapper {

    private static final String CONNECTION = "Connection";
    /** Name of the request attribute that holds the guard. */
    static final String ATTRIBUTE = ContentGuard.class.getName();

    /** How much may stand behind the last boundary of a multipart before it counts as unread. */
    private static final int MAX_EPILOGUE = 8192;

    private final HttpServletResponse response;
    private final @Nullable ContinueSender sender;
    private final long contentLength;

    private boolean closing;
    private boolean readBegun;
    private boolean formParsed;
    private @Nullable Stream stream;
    private @Nullable BufferedReader reader;
    /** We opened the stream to look at it: the application may still ask for a reader. */
    private boolean streamIsOurs;

    /** With a sender only if the client waits for its 100. */
    ContentGuard(HttpServletRequest request, HttpServletResponse response, @Nullable ContinueSender sender) {
        super(request);
        this.response = response;
        this.sender = sender;
        this.contentLength = AnnouncedContent.of(request);
    }

    /**
     * Whether it is sure that the application has read nothing of the content; false for a request without a guard.
     *
     * @param request the request or a wrapper of it
     */
    static boolean isContentUntouched(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ContentGuard guard
                && guard.stream == null
                && guard.reader == null
                && !guard.formParsed;
    }

    /** Announces the end of the connection. Only HTTP/1.x has such a thing: on HTTP/2 the field breaks the response. */
    void announceClose() {
        closing = true;
        response.setHeader(CONNECTION, "close");
    }

    /** To be called before the container is asked for content. */
    private void beginRead() throws IOException {
        if (!readBegun) {
            readBegun = true;
            if (sender != null) {
                sender.sendContinue();
            }
        }
    }

    private void contentRead() {
        if (!closing || response.isCommitted() || !isPersistentByItself()) {
            return;
        }
        closing = false;
        response.setHeader(CONNECTION, null);
        if (response.containsHeader(CONNECTION)) {
            // Before Servlet 6.1 null is no way to remove a field.
            response.setHeader(CONNECTION, "keep-alive");
        }
    }

    /** RFC 9112 section 9.3: HTTP/1.1 and nobody asked for the end. */
    private boolean isPersistentByItself() {
        if (!getProtocol().equals("HTTP/1.1")) {
            return false;
        }
        Enumeration<String> values = getHeaders(CONNECTION);
        while (values != null && values.hasMoreElements()) {
            for (String option : values.nextElement().split(",", -1)) {
                if (Ascii.equalsIgnoreCase(Ascii.trimOws(option), "close")) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        Stream opened = openStream();
        streamIsOurs = false;
        return opened;
    }

    private Stream openStream() throws IOException {
        if (stream == null) {
            stream = new Stream(super.getInputStream());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (reader == null) {
            Reader source = streamIsOurs && stream != null
                    ? new InputStreamReader(stream, charset())
                    : new EndNoticingReader(super.getReader());
            reader = new BufferedReader(source);
        }
        return reader;
    }

    private Charset charset() throws IOException {
        String name = getCharacterEncoding();
        return name == null ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
    }

    @Override
    public @Nullable String getParameter(String name) {
        beginParsing();
        String value = super.getParameter(name);
        parametersParsed();
        return value;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        beginParsing();
        Map<String, String[]> parameters = super.getParameterMap();
        parametersParsed();
        return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        beginParsing();
        Enumeration<String> names = super.getParameterNames();
        parametersParsed();
        return names;
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        beginParsing();
        String[] values = super.getParameterValues(name);
        parametersParsed();
        return values;
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        beginRead();
        Collection<Part> parts = super.getParts();
        partsParsed(!parts.isEmpty());
        return parts;
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        beginRead();
        Part part = super.getPart(name);
        partsParsed(part != null);
        return part;
    }

    /** Servlet 6.0 section 3.1.1: parameters are read from the content of such a request only. */
    private void beginParsing() {
        if (isForm() && getMethod().equals("POST")) {
            try {
                beginRead();
            } catch (IOException gone) {
                // The container meets the same when it reads, and has its own way to report it.
                return;
            }
        }
    }

    /**
     * The container reads by itself, past our stream. A form it reads to the end or not at all; behind a multipart its
     * stream can say whether it is at the end.
     */
    private void parametersParsed() {
        formParsed = formParsed || isForm() || isMultipart();
        if (!closing || stream != null || reader != null) {
            return;
        }
        if (isForm()) {
            if (hasParametersOfContent()) {
                contentRead();
            }
        } else if (isMultipart()) {
            try {
                Stream opened = openStream();
                streamIsOurs = true;
                if (opened.isFinished()) {
                    contentRead();
                }
            } catch (IOException | IllegalStateException cannotTell) {
                // The connection then ends with this response, which is safe.
                return;
            }
        }
    }

    /** Whether there are more parameters than the query can hold. */
    private boolean hasParametersOfContent() {
        String query = getQueryString();
        int inQuery = query == null ? 0 : query.split("&", -1).length;
        int total = 0;
        for (String[] values : super.getParameterMap().values()) {
            total += values.length;
        }
        return total > inQuery;
    }

    /** Like {@link #parametersParsed()}; the container stops at the last boundary, so what stands behind it is left. */
    private void partsParsed(boolean contentWasRead) throws IOException {
        parametersParsed();
        if (closing && contentWasRead && streamIsOurs && stream != null) {
            byte[] rest = new byte[512];
            int total = 0;
            int count = 0;
            while (total < MAX_EPILOGUE && (count = stream.read(rest)) >= 0) {
                total += count;
            }
        }
    }

    private boolean isForm() {
        return hasType("application/x-www-form-urlencoded");
    }

    private boolean isMultipart() {
        return hasType("multipart/form-data");
    }

    private boolean hasType(String type) {
        String contentType = getContentType();
        return contentType != null && Ascii.startsWithIgnoreCase(contentType, type);
    }

    /** The container's stream, watched for its end. */
    private final class Stream extends DelegatingInputStream {

        private long count;

        Stream(ServletInputStream delegate) {
            super(delegate);
        }

        private int noticed(int result, int bytes) {
            if (result < 0) {
                contentRead();
            } else {
                count += bytes;
                if (count == contentLength) {
                    contentRead();
                }
            }
            return result;
        }

        @Override
        public int read() throws IOException {
            beginRead();
            return noticed(delegate.read(), 1);
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            beginRead();
            int result = delegate.read(b, off, len);
            return noticed(result, result);
        }

        @Override
        public void setReadListener(ReadListener listener) {
            delegate.setReadListener(new EndNoticingListener(listener));
            try {
                // No read comes before the content does.
                beginRead();
            } catch (IOException gone) {
                listener.onError(gone);
            }
        }
    }

    private final class EndNoticingListener implements ReadListener {

        private final ReadListener delegate;

        EndNoticingListener(ReadListener delegate) {
            this.delegate = delegate;
        }

        @Override
        public void onDataAvailable() throws IOException {
            delegate.onDataAvailable();
        }

        @Override
        public void onAllDataRead() throws IOException {
            contentRead();
            delegate.onAllDataRead();
        }

        @Override
        public void onError(Throwable t) {
            delegate.onError(t);
        }
    }

    private final class EndNoticingReader extends FilterReader {

        EndNoticingReader(Reader delegate) {
            super(delegate);
        }

        @Override
        public int read() throws IOException {
            beginRead();
            return noticed(super.read());
        }

        @Override
        public int read(char[] buffer, int off, int len) throws IOException {
            beginRead();
            return noticed(super.read(buffer, off, len));
        }

        private int noticed(int result) {
            if (result < 0) {
                contentRead();
            }
            return result;
        }
    }
}
