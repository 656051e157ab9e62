package io.github.expectfilter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Who writes the answer, and what becomes of it when that goes wrong. */
class RejectionWireTests {

    private static final Tomcat tomcat = new Tomcat();

    private static volatile RejectionHandler handler;

    private final LogCapture log = LogCapture.of(ExpectFilter.class);

    @TempDir
    static Path base;

    @BeforeAll
    static void start() throws LifecycleException {
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("continueResponseTiming", "onRead");
        deploy(
                "",
                ExpectFilterConfig.builder()
                        .rule(AdmissionRule.builder().maxContentLength(100).build()));
        deploy("/report-only", ExpectFilterConfig.builder().enforce(false));
        deploy(
                "/own",
                ExpectFilterConfig.builder()
                        .supported(List.of())
                        .rejectionHandler(
                                (request, response, rejection) -> handler.handle(request, response, rejection)));
        tomcat.start();
    }

    private static void deploy(String path, ExpectFilterConfig.Builder config) {
        Context context = tomcat.addContext(path, base.toString());
        Filter outer = (request, response, chain) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            http.setHeader("Access-Control-Allow-Origin", "https://app.example");
            http.setHeader("Strict-Transport-Security", "max-age=31536000");
            http.addHeader("Vary", "Origin");
            http.addHeader("Vary", "Accept-Language");
            chain.doFilter(request, response);
        };
        addFilter(context, "outer", outer);
        addFilter(context, "expect", new ExpectFilter(config.build()));
        addFilter(context, "inner", (request, response, chain) -> {
            if (((HttpServletRequest) request).getRequestURI().endsWith("/filter")) {
                throw new ExpectationFailedException();
            }
            chain.doFilter(request, response);
        });
        Tomcat.addServlet(context, "throwing", new ThrowingServlet()).setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "throwing");
    }

    private static void addFilter(Context context, String name, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern("/*");
        map.setDispatcher(DispatcherType.REQUEST.name());
        map.setDispatcher(DispatcherType.ASYNC.name());
        context.addFilterMap(map);
    }

    @AfterAll
    static void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    private static final class ThrowingServlet extends HttpServlet {

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            throw new ExpectationFailedException();
        }

        @Override
        protected void doPut(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            switch (String.valueOf(request.getPathInfo())) {
                case "/plain" -> throw new ExpectationFailedException();
                case "/detail" ->
                    throw new ExpectationFailedException("The storage is being moved. Come back at noon.");
                case "/wrapped" ->
                    throw new ServletException(new ServletException("x", new ExpectationFailedException()));
                case "/begun" -> {
                    response.setStatus(201);
                    response.setContentType("text/csv;charset=utf-16");
                    response.setHeader("Content-Encoding", "gzip");
                    response.setHeader("Content-Disposition", "attachment");
                    response.setHeader("ETag", "\"1\"");
                    response.addHeader("Set-Cookie", "a=b");
                    response.getWriter().print("half of");
                    throw new ExpectationFailedException();
                }
                case "/committed" -> {
                    response.setContentLength(2);
                    response.getWriter().print("ok");
                    response.flushBuffer();
                    throw new ExpectationFailedException();
                }
                case "/dispatched" -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        throw new ExpectationFailedException();
                    }
                    AsyncContext async = request.startAsync(request, response);
                    async.dispatch();
                }
                case "/async" -> {
                    request.startAsync(request, response);
                    throw new ExpectationFailedException();
                }
                case "/other" ->
                    throw new ServletException("x", new IllegalStateException(new ExpectationFailedException()));
                case "/status" -> {
                    response.setStatus(417);
                    response.getWriter().print("already voted");
                }
                case "/error" -> response.sendError(417, "already voted");
                default -> response.getWriter().print("ok");
            }
        }
    }

    private static RawClient put(String path, String... more) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of("PUT " + path + " HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5"));
        lines.addAll(List.of(more));
        return RawClient.connect(tomcat.getConnector().getLocalPort()).sendHead(lines.toArray(String[]::new));
    }

    /** A whole answer in the standard words, and the end of the connection. */
    private static Answer assertStandardAnswer(RawClient client, String reason) throws IOException {
        Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(417);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"urn:expect-filter:" + reason
                        + "\",\"title\":\"Expectation Failed\",\"status\":417,\"detail\":\"Repeat the request without the"
                        + " Expect header field.\",\"reason\":\"" + reason + "\"}");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Transfer-Encoding")).isNull();
        assertOuterFields(answer);
        assertThat(client.isEnded()).isTrue();
        return answer;
    }

    private static void assertOuterFields(Answer answer) {
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
        assertThat(answer.headers("Vary")).containsExactly("Origin", "Accept-Language");
    }

    @Nested
    class ThrownByTheApplicationTests {

        @ParameterizedTest
        @ValueSource(strings = {"/plain", "/filter", "/wrapped", "/dispatched", "/report-only/plain"})
        void isAnsweredLikeTheFiltersOwn(String path) throws IOException {
            try (RawClient client = put(path)) {
                assertStandardAnswer(client, "application");
            }
        }

        @Test
        void isAnsweredWithItsOwnWords() throws IOException {
            try (RawClient client = put("/detail")) {
                assertThat(client.read().body())
                        .contains("\"detail\":\"The storage is being moved. Come back at noon.\"");
            }
        }

        @Test
        void replacesWhatWasBegun() throws IOException {
            try (RawClient client = put("/begun")) {
                Answer answer = assertStandardAnswer(client, "application");
                assertThat(answer.headers("Content-Encoding")).isEmpty();
                assertThat(answer.headers("Content-Disposition")).isEmpty();
                assertThat(answer.headers("ETag")).isEmpty();
                assertThat(answer.header("Set-Cookie")).isEqualTo("a=b");
            }
        }

        @Test
        void leavesACommittedResponseAlone() throws IOException {
            try (RawClient client = put("/committed")) {
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("ok");
                assertThat(client.isEnded()).isTrue();
            }
        }

        @Test
        void isNotLookedForInOtherExceptions() throws IOException {
            try (RawClient client = put("/other")) {
                assertThat(client.read().status()).isEqualTo(500);
            }
        }

        /** Tomcat then answers nothing, as after any exception there. */
        @Test
        void goesOnToTheContainerAfterStartAsync() throws IOException {
            try (RawClient client = put("/async")) {
                assertThat(client.isEnded()).isTrue();
            }
        }

        @Test
        void aRequestWithoutAnExpectationIsAnsweredToo() throws IOException {
            try (RawClient client = RawClient.connect(tomcat.getConnector().getLocalPort())) {
                client.sendHead("GET / HTTP/1.1", "Host: x", "Accept: text/html");
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(417);
                assertThat(answer.body()).startsWith("<!DOCTYPE html>");
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/error"})
    void a417OfTheApplicationIsNotTouched(String path) throws IOException {
        try (RawClient client = put(path)) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.body()).contains("already voted").doesNotContain("urn:expect-filter");
            assertThat(answer.headers("Cache-Control")).isEmpty();
        }
    }

    @Test
    void aHeadRequestGetsNoBodyOnTheWire() throws IOException {
        try (RawClient client = RawClient.connect(tomcat.getConnector().getLocalPort())) {
            client.sendHead("HEAD / HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5");
            Answer answer = client.readHead();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(Integer.parseInt(answer.header("Content-Length"))).isPositive();
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void theFieldsOfOuterFiltersSurvive() throws IOException {
        try (RawClient client = put("/own/ok", "Expect: 100-continue")) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertOuterFields(answer);
        }
    }

    @Nested
    class OwnHandlerTests {

        private Answer answer(RejectionHandler ownHandler) throws IOException {
            handler = ownHandler;
            try (RawClient client = put("/own/ok")) {
                Answer answer = client.read();
                assertThat(client.isEnded()).isTrue();
                return answer;
            }
        }

        private void assertStandardAnswerInsteadOf(RejectionHandler ownHandler) throws IOException {
            handler = ownHandler;
            try (RawClient client = put("/own/ok")) {
                Answer answer = assertStandardAnswer(client, "unsupported-expectation");
                assertThat(answer.headers("X-Half")).isEmpty();
                assertThat(answer.headers("Content-Encoding")).isEmpty();
            }
        }

        @Test
        void replacesTheAnswerWholly() throws IOException {
            Answer answer = answer((request, response, rejection) -> {
                response.setStatus(400);
                response.setContentType("text/plain");
                byte[] body = ("No: " + rejection.reason().code()).getBytes();
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
                response.flushBuffer();
            });

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("No: unsupported-expectation");
            assertThat(answer.headers("Cache-Control")).isEmpty();
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertOuterFields(answer);
            assertThat(log.warnings()).isEmpty();
        }

        @Test
        void mayLeaveTheFlushToUs() throws IOException {
            Answer answer = answer((request, response, rejection) -> response.setStatus(rejection.status()));

            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.header("Content-Length")).isEqualTo("0");
        }

        @Test
        void isReplacedWhenItWritesNothing() throws IOException {
            assertStandardAnswerInsteadOf((request, response, rejection) -> {});
        }

        @Test
        void isReplacedWhenItThrows() throws IOException {
            assertStandardAnswerInsteadOf((request, response, rejection) -> {
                throw new IllegalStateException("boom");
            });
            assertStandardAnswerInsteadOf((request, response, rejection) -> {
                throw new IOException("boom");
            });
            assertStandardAnswerInsteadOf((request, response, rejection) -> {
                throw new NoClassDefFoundError("boom");
            });
            assertStandardAnswerInsteadOf((request, response, rejection) -> recursion(0));
        }

        private static int recursion(int depth) {
            return recursion(depth + 1) + 1;
        }

        @Test
        void isReplacedWhenItThrowsHalfWay() throws IOException {
            assertStandardAnswerInsteadOf((request, response, rejection) -> {
                response.setStatus(418);
                response.setHeader("X-Half", "1");
                response.setHeader("Content-Encoding", "gzip");
                response.setContentType("text/csv;charset=utf-16");
                response.setContentLength(300);
                response.setHeader("Vary", "*");
                response.getWriter().print("half");
                throw new IllegalStateException("boom");
            });
        }

        @Test
        void isReplacedWhenItCallsSendError() throws IOException {
            assertStandardAnswerInsteadOf((request, response, rejection) -> response.sendError(417));
            assertStandardAnswerInsteadOf((request, response, rejection) -> response.sendError(417, "x"));
        }

        @Test
        void isLeftAloneWhenItThrowsTooLate() throws IOException {
            Answer answer = answer((request, response, rejection) -> {
                response.setStatus(400);
                response.setContentLength(2);
                response.getOutputStream().write(new byte[] {'n', 'o'});
                response.flushBuffer();
                throw new IllegalStateException("boom");
            });

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("no");
        }

        @Test
        void itsFailureIsLoggedOncePerClassWithoutItsMessage() throws IOException {
            for (int i = 0; i < 3; i++) {
                answer((request, response, rejection) -> {
                    throw new ArithmeticException("secret of " + request.getRequestURI());
                });
                answer((request, response, rejection) -> {
                    throw new ArrayStoreException("secret");
                });
            }

            assertThat(log.warnings())
                    .hasSize(2)
                    .allSatisfy(message -> assertThat(message).doesNotContain("secret"))
                    .anySatisfy(message -> assertThat(message)
                            .contains("has thrown java.lang.ArithmeticException at ", "RejectionWireTests.java"))
                    .anySatisfy(message -> assertThat(message).contains("java.lang.ArrayStoreException"));
            assertThat(log.entries()).allMatch(entry -> entry.getThrown() == null);
        }
    }
}
