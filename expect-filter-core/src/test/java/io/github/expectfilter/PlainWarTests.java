package io.github.expectfilter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The filter in the web.xml of a plain WAR, on a Tomcat whose connector says {@code continueResponseTiming="onRead"}. */
class PlainWarTests {

    @TempDir
    Path war;

    private final Tomcat tomcat = new Tomcat();
    private String timing = "onRead";

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /** Reads everything and says how much it was. */
    public static final class CountingServlet extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long count = request.getInputStream().transferTo(OutputStream.nullOutputStream());
            response.getWriter().print(count + " " + request.getAttribute("io.github.expectfilter.decision"));
        }
    }

    private Context deploy(String... initParams) throws Exception {
        StringBuilder params = new StringBuilder();
        for (int i = 0; i < initParams.length; i += 2) {
            params.append("<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
                    .formatted(initParams[i], initParams[i + 1]));
        }
        Files.createDirectories(war.resolve("WEB-INF"));
        Files.writeString(war.resolve("WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                  <filter>
                    <filter-name>expect</filter-name>
                    <filter-class>io.github.expectfilter.ExpectFilter</filter-class>
                    <async-supported>true</async-supported>
                    %s
                  </filter>
                  <filter-mapping>
                    <filter-name>expect</filter-name>
                    <url-pattern>/count/*</url-pattern>
                  </filter-mapping>
                  <servlet>
                    <servlet-name>count</servlet-name>
                    <servlet-class>%s</servlet-class>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>count</servlet-name>
                    <url-pattern>/</url-pattern>
                  </servlet-mapping>
                </web-app>
                """.formatted(params, CountingServlet.class.getName()));
        tomcat.setBaseDir(war.resolve("base").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("continueResponseTiming", timing);
        Context context = tomcat.addWebapp("", war.toString());
        context.setParentClassLoader(getClass().getClassLoader());
        // There is nothing to find in the jars of the build.
        ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
        tomcat.start();
        return context;
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(tomcat.getConnector().getLocalPort());
    }

    @Test
    void theInitParamsDecide() throws Exception {
        deploy("maxContentLength", "1KB", "contentTypes", "video/*, image/png", "methods", "POST");

        try (RawClient client = connect()) {
            client.sendHead(
                    "POST /count HTTP/1.1",
                    "Host: x",
                    "Expect: 100-continue",
                    "Content-Type: video/mp4",
                    "Content-Length: 1025");
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
        try (RawClient client = connect()) {
            client.sendHead(
                    "POST /count HTTP/1.1",
                    "Host: x",
                    "Expect: 100-continue",
                    "Content-Type: text/plain",
                    "Content-Length: 5");
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.header("Accept")).isEqualTo("video/*, image/png");
        }
        try (RawClient client = connect()) {
            client.sendHead(
                    "POST /count HTTP/1.1",
                    "Host: x",
                    "Expect: 100-continue",
                    "Content-Type: image/png",
                    "Content-Length: 1024");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("x".repeat(1024));
            Answer answer = client.read();
            assertThat(answer.body()).isEqualTo("1024 honor");
            assertThat(answer.header("Connection")).isNotEqualTo("close");

            client.sendHead("POST /count HTTP/1.1", "Host: x", "Content-Length: 0");
            assertThat(client.read().body()).isEqualTo("0 null");
        }
    }

    @Test
    void theUrlPatternLimitsTheRule() throws Exception {
        deploy("maxContentLength", "1KB");

        try (RawClient client = connect()) {
            client.sendHead("POST /elsewhere HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 1025");
            assertThat(client.read().status()).isEqualTo(100);
        }
    }

    @Test
    void nothingIsSupported() throws Exception {
        deploy("supported", "", "rejectionTitle", "No \"handshake\" here", "rejectionDetail", "Send it\nat once");

        try (RawClient client = connect()) {
            client.sendHead("POST /count HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5");
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"type\":\"urn:expect-filter:unsupported-expectation\",\"title\":\"No \\\"handshake\\\" here\","
                                    + "\"status\":417,\"detail\":\"Send it\\u000aat once\",\"reason\":\"unsupported-expectation\"}");
        }
    }

    @Test
    void theAnswerIsShaped() throws Exception {
        Files.createDirectories(war.resolve("WEB-INF/classes"));
        Files.writeString(war.resolve("WEB-INF/page.html"), "<title>{title}</title><p>{detail}</p>\u00fc");
        Files.writeString(war.resolve("WEB-INF/classes/error.json"), "{\"error\":\"{reason}\"}");
        deploy(
                "supported",
                "",
                "rejectionTemplatesHtml",
                "/WEB-INF/page.html",
                "rejectionTemplatesJson",
                "classpath:error.json",
                "rejectionHeaders",
                "\n  X-Support: help: here\n\n  Link: &lt;https://example.org&gt;\n");

        try (RawClient client = connect()) {
            client.sendHead("POST /count HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5");
            Answer answer = client.read();
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.body()).isEqualTo("{\"error\":\"unsupported-expectation\"}");
            assertThat(answer.header("X-Support")).isEqualTo("help: here");
            assertThat(answer.header("Link")).isEqualTo("<https://example.org>");
        }
        try (RawClient client = connect()) {
            client.sendHead(
                    "POST /count HTTP/1.1",
                    "Host: x",
                    "Accept: text/html",
                    "Expect: 100-continue",
                    "Content-Length: 5");
            assertThat(client.read().body())
                    .isEqualTo("<title>Expectation Failed</title>"
                            + "<p>Repeat the request without the Expect header field.</p>\u00fc");
        }
    }

    @Test
    void reportOnlyRecordsAndRejectsNothing() throws Exception {
        deploy("enforce", "false", "maxContentLength", "3");

        try (RawClient client = connect()) {
            client.sendHead("POST /count HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("12345");
            assertThat(client.read().body()).isEqualTo("5 reject 413 content-too-large");
        }
    }

    private Answer ask(String... fields) throws IOException {
        try (RawClient client = connect()) {
            List<String> head = new ArrayList<>(List.of("GET /count/expect-decision HTTP/1.0", "Host: x"));
            head.addAll(List.of(fields));
            client.sendHead(head.toArray(String[]::new));
            Answer answer = client.read();
            assertThat(client.isEnded()).isTrue();
            return answer;
        }
    }

    @Test
    void aProxyAsksForTheDecision() throws Exception {
        deploy("decisionEndpointPath", "/count/expect-decision", "maxContentLength", "1KB");

        Answer refused = ask(
                "X-Original-Method: POST",
                "X-Original-URI: /count?x",
                "X-Original-Content-Length: 1025",
                "X-Original-Expect: 100-continue");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("X-Expect-Status")).isEqualTo("413");
        assertThat(refused.header("X-Expect-Reason")).isEqualTo("content-too-large");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.body()).contains("\"status\":413");

        assertThat(ask("X-Original-Method: POST", "X-Original-URI: /count", "X-Original-Content-Length: 1024")
                        .status())
                .isEqualTo(204);
        assertThat(ask("X-Original-URI: /count").status()).isEqualTo(400);
    }

    @Test
    void theDecisionIsThatOfTheFilterSoItSaysNothingWhereTheFilterIsNotMapped() throws Exception {
        deploy("decisionEndpointPath", "/count/expect-decision", "maxContentLength", "1KB");

        assertThat(ask("X-Original-Method: POST", "X-Original-URI: /elsewhere", "X-Original-Content-Length: 1025")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void withoutTheInitParamTheDecisionEndpointIsNotThere() throws Exception {
        deploy("maxContentLength", "1KB");

        Answer answer = ask("X-Original-Method: POST", "X-Original-URI: /count", "X-Original-Content-Length: 1025");
        // HttpServlet's, which has no GET, to HTTP/1.0.
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("X-Expect-Status")).isNull();
    }

    @Test
    void tomcatIsSetUpIfTheInitParamSaysSo() throws Exception {
        timing = "immediately";
        deploy("configureContainer", "true", "maxContentLength", "1KB");

        try (RawClient client = connect()) {
            client.sendHead("POST /count HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 1025");
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void tomcatIsLeftAloneOtherwiseAndTheLogSaysTheCure() throws Exception {
        timing = "immediately";
        List<String> warnings;
        try (LogCapture log = LogCapture.of(PlainContainer.class)) {
            deploy("maxContentLength", "1KB");
            assertThat(log.entries()).hasSize(1);
            warnings = log.warnings();
        }

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("Tomcat's connector on port ")
                .contains("protocol=\"HTTP/1.1\" continueResponseTiming=\"onRead\"/>");
        try (RawClient client = connect()) {
            client.sendHead("POST /count HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 1025");
            assertThat(client.readAll()).extracting(Answer::status).containsExactly(100, 413);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxContentLenght | 1KB     | there is no init-param 'maxContentLenght' (value '1KB'). Known are: "
                        + "configureContainer, contentTypes, continueTiming, decisionEndpointPath, enforce, maxConcurrent, maxContentLength, methods, rejectionBodilessUserAgents, "
                        + "rejectionDetail, rejectionDrain, rejectionDrainTimeout, rejectionFormat, rejectionHeaders, "
                        + "rejectionTemplatesHtml, rejectionTemplatesJson, "
                        + "rejectionTemplatesText, rejectionTitle, rejectionType, requireAuthorization, requireContentLength, "
                        + "supported, syntax, unsupported",
                "maxContentLength | 50XB    | the init-param 'maxContentLength' has the wrong value '50XB'. '50XB' is no size",
                "maxConcurrent    | 0       | the init-param 'maxConcurrent' has the wrong value '0'. At least one content",
                "maxConcurrent    | many    | the init-param 'maxConcurrent' has the wrong value 'many'. Write a whole number",
                "enforce          | yes     | the init-param 'enforce' has the wrong value 'yes'. Write true or false",
                "syntax           | strikt  | the init-param 'syntax' has the wrong value 'strikt'. Write one of [strict, lenient]",
                "contentTypes     | video   | the init-param 'contentTypes' has the wrong value 'video'. 'video' is no media type",
                "rejectionDrain   | much    | the init-param 'rejectionDrain' has the wrong value 'much'. 'much' is no size",
                "rejectionDrainTimeout | 2x | the init-param 'rejectionDrainTimeout' has the wrong value '2x'. '2x' is no time",
                "decisionEndpointPath | ask | the init-param 'decisionEndpointPath' has the wrong value 'ask'. 'ask' is no path",
                "decisionEndpointPath | /ask | the decision endpoint '/ask' would never be asked, its URL patterns are "
                        + "[/count/*]. Map the filter to that path too, or choose a path that they cover",
                "rejectionType    | a b     | the init-param 'rejectionType' has the wrong value 'a b'"
            })
    void aWrongInitParamStopsTheDeployment(String name, String value, String message) throws Exception {
        try (LogCapture log = LogCapture.ofAll()) {
            Context context = deploy(name, value);

            assertThat(context.getState()).isNotEqualTo(LifecycleState.STARTED);
            assertThat(log.entries())
                    .anySatisfy(
                            entry -> assertThat(entry.getThrown()).hasMessageContaining("Filter 'expect': " + message));
        }
    }
}
