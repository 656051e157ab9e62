package io.github.expectfilter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.expectfilter.wire.Answer;
import io.github.expectfilter.wire.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connection behind a request with an expectation: kept when the content was read to its end, closed otherwise. On
 * its own, Tomcat with {@code onRead} keeps the connection of an unread 2xx and takes the next request for content.
 */
class ContentGuardTests {

    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    Path base;

    private final Tomcat tomcat = new Tomcat();

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("continueResponseTiming", "onRead");
        tomcat.getConnector().setProperty("connectionTimeout", "1000");
        Context context = tomcat.addContext("", base.toString());
        FilterDef filter = new FilterDef();
        filter.setFilterName("expect");
        filter.setFilter(new ExpectFilter(ExpectFilterConfig.defaults()));
        filter.setAsyncSupported("true");
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("expect");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        Wrapper wrapper = Tomcat.addServlet(context, "reading", new ReadingServlet());
        wrapper.setAsyncSupported(true);
        wrapper.setMultipartConfigElement(new MultipartConfigElement(""));
        context.addServletMappingDecoded("/*", "reading");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /** Reads in the way that the path says, and says what it has read. */
    private static final class ReadingServlet extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String text = switch (request.getPathInfo()) {
                case "/stream" -> new String(request.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                case "/exactly" ->
                    new String(
                            request.getInputStream().readNBytes(request.getContentLength()),
                            StandardCharsets.ISO_8859_1);
                case "/bytewise" -> bytewise(request.getInputStream());
                case "/reader" -> request.getReader().readLine();
                case "/parameter" -> request.getParameter("a");
                case "/parameters" -> String.join("", request.getParameterMap().get("a"));
                case "/parameter-then-reader" ->
                    request.getParameter("a") + request.getReader().readLine();
                case "/part" ->
                    new String(request.getPart("a").getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                case "/parts" -> String.valueOf(request.getParts().size());
                case "/half" -> new String(request.getInputStream().readNBytes(2), StandardCharsets.ISO_8859_1);
                case "/second" -> "second";
                default -> "unread";
            };
            response.getWriter().print(text);
        }

        private static String bytewise(ServletInputStream in) throws IOException {
            StringBuilder text = new StringBuilder();
            int octet;
            while ((octet = in.read()) >= 0) {
                text.append((char) octet);
            }
            return text.toString();
        }

        @Override
        protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = request.startAsync(request, response);
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                private int count;

                @Override
                public void onDataAvailable() throws IOException {
                    while (in.isReady() && !in.isFinished()) {
                        if (in.read() >= 0) {
                            count++;
                        }
                    }
                }

                @Override
                public void onAllDataRead() throws IOException {
                    response.getWriter().print(count);
                    async.complete();
                }

                @Override
                public void onError(Throwable t) {
                    async.complete();
                }
            });
        }
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(tomcat.getConnector().getLocalPort());
    }

    private Answer exchange(RawClient client, String path, String type, String content, boolean chunked)
            throws IOException {
        client.sendHead(
                "POST " + path + " HTTP/1.1",
                "Host: x",
                "Expect: 100-continue",
                "Content-Type: " + type,
                chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + content.length());
        assertThat(client.read().status()).isEqualTo(100);
        client.send(chunked ? Integer.toHexString(content.length()) + "\r\n" + content + "\r\n0\r\n\r\n" : content);
        return client.read();
    }

    private void keeps(String path, String type, String content, String read, boolean chunked) throws IOException {
        try (RawClient client = connect()) {
            Answer answer = exchange(client, path, type, content, chunked);
            assertThat(answer.body()).isEqualTo(read);
            assertThat(answer.headers("Connection")).doesNotContain("close");
            client.sendHead("POST /second HTTP/1.1", "Host: x", "Content-Length: 0");
            assertThat(client.read().body()).isEqualTo("second");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/bytewise", "/reader", "/exactly"})
    void contentThatWasReadKeepsTheConnection(String path) throws IOException {
        keeps(path, "text/plain", "hello", "hello", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/bytewise"})
    void chunkedContentThatWasReadKeepsTheConnection(String path) throws IOException {
        keeps(path, "text/plain", "hello", "hello", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/parameter", "/parameters"})
    void aFormThatWasParsedKeepsTheConnection(String path) throws IOException {
        keeps(path, FORM, "a=hello", "hello", false);
        keeps(path, FORM, "a=hello", "hello", true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMultipartThatWasParsedKeepsTheConnection(boolean chunked) throws IOException {
        String content = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhello\r\n--b--\r\n";
        keeps("/part", "multipart/form-data; boundary=b", content, "hello", chunked);
        keeps("/parts", "multipart/form-data; boundary=b", content, "1", chunked);
    }

    @Test
    void aReaderBehindAParameterWorksAsWithoutTheFilter() throws IOException {
        keeps("/parameter-then-reader", FORM, "a=hello", "hellonull", false);
    }

    @Test
    void aReadListenerThatReadEverythingKeepsTheConnection() throws IOException {
        try (RawClient client = connect()) {
            // No adapter here offers a ContinueSender: Tomcat is silent until the content comes by itself.
            client.sendHead("PUT / HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5");
            assertThat(client.isSilentFor(Duration.ofMillis(300))).isTrue();
            client.send("hello");
            List<Answer> answers = client.readAll();
            Answer answer = answers.get(answers.size() - 1);
            assertThat(answer.body()).isEqualTo("5");
            assertThat(answer.headers("Connection")).doesNotContain("close");
            client.sendHead("POST /second HTTP/1.1", "Host: x", "Content-Length: 0");
            assertThat(client.read().body()).isEqualTo("second");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/unread", "/second"})
    void unreadContentEndsTheConnectionAndTheNextRequestIsNotTakenForIt(String path) throws IOException {
        try (RawClient client = connect()) {
            client.sendHead("POST " + path + " HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 63");
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Connection")).isEqualTo("close");
            client.sendHead("POST /second HTTP/1.1", "Host: x", "Content-Length: 0");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void contentThatWasReadByHalfEndsTheConnection() throws IOException {
        try (RawClient client = connect()) {
            Answer answer = exchange(client, "/half", "text/plain", "hello", false);
            assertThat(answer.body()).isEqualTo("he");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatWantsTheEndGetsItOnce() throws IOException {
        try (RawClient client = connect()) {
            client.sendHead(
                    "POST /stream HTTP/1.1",
                    "Host: x",
                    "Connection: close",
                    "Expect: 100-continue",
                    "Content-Length: 5");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.read().header("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void http10GetsNoContinue() throws IOException {
        try (RawClient client = connect()) {
            client.sendHead("POST /stream HTTP/1.0", "Expect: 100-continue", "Content-Length: 5");
            assertThat(client.isSilentFor(Duration.ofMillis(300))).isTrue();
            client.send("hello");
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(client.isEnded()).isTrue();
        }
    }
}
