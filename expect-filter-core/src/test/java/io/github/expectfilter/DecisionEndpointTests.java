package io.github.expectfilter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DecisionEndpointTests {

    private static final String PATH = "/expect-decision";

    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", PATH);
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();
    private final List<ExpectFilterListener.Event> events = new ArrayList<>();

    DecisionEndpointTests() {
        // As nginx asks.
        request.setProtocol("HTTP/1.0");
        request.setServletPath(PATH);
        request.addHeader("X-Original-Method", "PUT");
        request.addHeader("X-Original-URI", "/files/a");
        request.addHeader("X-Original-Content-Length", "100");
        request.addHeader("X-Original-Content-Type", "text/plain");
        request.addHeader("X-Original-Expect", "100-continue");
    }

    private ExpectFilterConfig.Builder config() {
        return ExpectFilterConfig.builder().decisionEndpointPath(PATH).listener(events::add);
    }

    private static AdmissionRule.Builder files() {
        return AdmissionRule.builder()
                .requests("/files", r -> r.getServletPath().startsWith("/files/"));
    }

    private void describe(String name, String value) {
        request.removeHeader("X-Original-" + name);
        if (value != null) {
            request.addHeader("X-Original-" + name, value);
        }
    }

    private void ask(ExpectFilterConfig.Builder config) throws Exception {
        new ExpectFilter(config.build()).doFilter(request, response, chain);
        assertThat(chain.getRequest()).as("reached the application").isNull();
        assertThat(response.isCommitted()).isTrue();
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
    }

    private void assertGoesOn() throws Exception {
        assertThat(response.getStatus()).isEqualTo(204);
        assertThat(response.getContentAsString()).isEmpty();
        assertThat(response.getHeaderNames()).doesNotContain("X-Expect-Status", "X-Expect-Reason");
        assertThat(events).isEmpty();
    }

    private void assertRejected(int status, String reason) throws Exception {
        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(response.getHeader("X-Expect-Status")).isEqualTo(String.valueOf(status));
        assertThat(response.getHeader("X-Expect-Reason")).isEqualTo(reason);
        assertThat(response.getContentAsString())
                .contains("\"status\":" + status + ",")
                .contains("\"reason\":\"" + reason + "\"");
        assertThat(response.getContentLength()).isEqualTo(response.getContentAsByteArray().length);
        assertThat(response.getHeader("Connection")).isNull();
    }

    @Test
    void saysGoOnWhereNothingSpeaksAgainstTheRequest() throws Exception {
        ask(config().rule(files().maxContentLength(100)
                .contentTypes(List.of("text/*"))
                .build()));

        assertGoesOn();
        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString("honor");
    }

    @Test
    void saysGoOnWhereNobodyHasAnythingToSay() throws Exception {
        describe("Expect", "");
        ask(config());

        assertGoesOn();
    }

    @Test
    void saysWhatTheClientWouldGet() throws Exception {
        ask(config().rule(files().maxContentLength(99).build()));

        assertRejected(413, "content-too-large");
        assertThat(response.getContentAsString())
                .isEqualTo("{\"type\":\"urn:expect-filter:content-too-large\",\"title\":\"Content Too Large\","
                        + "\"status\":413,\"detail\":\"The content is too large. At most 99 bytes are accepted here.\","
                        + "\"reason\":\"content-too-large\"}");
        assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString("reject 413 content-too-large");
    }

    @Test
    void aRejectionIsToldOnceWithTheRequestOfTheClient() throws Exception {
        request.addHeader("User-Agent", "curl/8.0");
        ask(config().rule(files().maxContentLength(99).build()).listener(event -> {
            assertThat(event.request().getMethod()).isEqualTo("PUT");
            assertThat(event.request().getHeader("User-Agent")).isEqualTo("curl/8.0");
        }));

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.decision()).hasToString("reject 413 content-too-large");
            assertThat(event.enforced()).isTrue();
            assertThat(event.unreceivedContent()).isEqualTo(100);
            assertThat(event.decisionTime()).isPositive();
            assertThat(event.field().hasContinue()).isTrue();
        });
    }

    @Test
    void isNotToldAgainWhereTheProxyKnowsTheStatusAndWantsTheBody() throws Exception {
        request.addHeader("X-Expect-Status", "413");
        ask(config().rule(files().maxContentLength(99).build()));

        assertRejected(413, "content-too-large");
        assertThat(events).isEmpty();
    }

    @Test
    void reportOnlyAlwaysSaysGoOnAndRecordsWhatItWouldHaveSaid() throws Exception {
        ask(config().enforce(false).rule(files().maxContentLength(99).build()));

        assertThat(response.getStatus()).isEqualTo(204);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.decision()).hasToString("reject 413 content-too-large");
            assertThat(event.enforced()).isFalse();
            assertThat(event.unreceivedContent()).isZero();
        });
    }

    @Test
    void passesOnTheFieldsThatTheStatusNeeds() throws Exception {
        ask(config().rule(files().requireAuthorization("Bearer").build()));

        assertRejected(401, "unauthorized");
        assertThat(response.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void theAuthorizationIsThatOfTheRequest() throws Exception {
        request.addHeader("Authorization", "Bearer x");
        ask(config().rule(files().requireAuthorization("Bearer").build()));

        assertGoesOn();
    }

    @Test
    void saysThatThereIsNoPlaceAndTakesNone() throws Exception {
        ExpectFilterConfig.Builder config =
                config().rule(files().maxConcurrent(1).build());
        ExpectFilter filter = new ExpectFilter(config.build());
        AdmissionRule rule = filter.config().rules().get(0);
        filter.doFilter(request, response, chain);
        assertGoesOn();
        assertThat(rule.concurrency().inFlight()).isZero();

        assertThat(rule.concurrency().tryEnter()).isTrue();
        MockHttpServletResponse second = new MockHttpServletResponse();
        filter.doFilter(request, second, chain);
        assertThat(second.getStatus()).isEqualTo(403);
        assertThat(second.getHeader("X-Expect-Status")).isEqualTo("503");
        assertThat(second.getHeader("Retry-After")).isEqualTo("1");
        assertThat(rule.concurrency().inFlight()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "foo, reject 417 unsupported-expectation",
        "'foo, 100-continue', reject 417 not-canonical",
        "100continue, reject 417 look-alike",
        "' 100-continue', reject 400 padded"
    })
    void judgesTheExpectationOfTheClientNotThatOfTheProxy(String expect, String decision) throws Exception {
        request.addHeader("Expect", "100-continue");
        describe("Expect", expect);
        ask(config());

        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString(decision);
        assertThat(response.getHeader("X-Expect-Status")).isEqualTo(decision.substring(7, 10));
    }

    @Test
    void theExpectationOfTheProxyIsInvisible() throws Exception {
        request.addHeader("Expect", "foo");
        describe("Expect", "");
        ask(config());

        assertGoesOn();
    }

    @Test
    void theContentOfTheProxysRequestIsInvisibleAndTheConnectionEnds() throws Exception {
        request.setProtocol("HTTP/1.1");
        request.setContent(new byte[1000]);
        request.setContentType("video/mp4");
        ask(config().rule(files().maxContentLength(100)
                .contentTypes(List.of("text/*"))
                .build()));

        assertGoesOn();
        assertThat(response.getHeader("Connection")).isEqualTo("close");
    }

    @ParameterizedTest
    @CsvSource({
        // length, transfer coding, largest, status
        "100,, 99, 413",
        "99,, 99, ",
        "99999999999999999999999,, 99, 413",
        ",, 99, ",
        "'',, 99, ",
        "'', '', 99, ",
        "0,, 99, ",
        "'', chunked, 99, 411",
        "10, chunked, 99, 411"
    })
    void theContentIsThatOfTheClient(String length, String transferEncoding, long largest, String status)
            throws Exception {
        describe("Content-Length", length);
        describe("Transfer-Encoding", transferEncoding);
        ask(config().rule(files().maxContentLength(largest)
                .requireContentLength(true)
                .build()));

        assertThat(response.getHeader("X-Expect-Status")).isEqualTo(status);
    }

    @Test
    void rulesAndChecksSeeTheRequestOfTheClient() throws Exception {
        request.setContextPath("/app");
        request.setRequestURI("/app" + PATH);
        request.setQueryString("proxy=1");
        request.addHeader("Accept", "text/html");
        request.addHeader("Transfer-Encoding", "chunked");
        request.addHeader("Expect", "foo");
        describe("URI", "/app/x/../files/%61;v=1?q=2");
        List<String> seen = new ArrayList<>();
        ask(config().check(r -> {
            seen.add(r.getMethod() + " " + r.getRequestURI() + " " + r.getRequestURL() + " " + r.getQueryString());
            seen.add(r.getContextPath() + " " + r.getServletPath() + " " + r.getPathInfo() + " " + r.getProtocol());
            seen.add(r.getContentLength() + " " + r.getContentLengthLong() + " " + r.getContentType());
            for (String name :
                    List.of("expect", "CONTENT-LENGTH", "Content-Type", "Transfer-Encoding", "Accept", "X-None")) {
                seen.add(name + "=" + r.getHeader(name) + Collections.list(r.getHeaders(name)));
            }
            seen.add(Collections.list(r.getHeaderNames()).stream()
                    .filter(name -> !name.startsWith("X-"))
                    .sorted()
                    .toList()
                    .toString());
            seen.add(r.getIntHeader("Content-Length") + " " + r.getIntHeader("Transfer-Encoding") + " "
                    + r.getDateHeader("Transfer-Encoding"));
            return null;
        }));

        assertGoesOn();
        assertThat(seen)
                .containsExactly(
                        "PUT /app/x/../files/%61;v=1 http://localhost/app/x/../files/%61;v=1 q=2",
                        "/app /files/a null HTTP/1.1",
                        "100 100 text/plain",
                        "expect=100-continue[100-continue]",
                        "CONTENT-LENGTH=100[100]",
                        "Content-Type=text/plain[text/plain]",
                        "Transfer-Encoding=null[]",
                        "Accept=text/html[text/html]",
                        "X-None=null[]",
                        "[Accept, Content-Length, Content-Type, Expect]",
                        "100 -1 -1");
    }

    @Test
    void theBodyIsTheOneThatTheClientPrefers() throws Exception {
        request.addHeader("Accept", "text/plain");
        ask(config().rule(files().maxContentLength(99).build()));

        assertThat(response.getContentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(response.getContentAsString()).contains("413");
    }

    @Test
    void aClientThatHangsOnABodyGetsNone() throws Exception {
        request.addHeader("User-Agent", "Java-http-client/17.0.1");
        ask(config().rule(files().maxContentLength(99).build()));

        assertThat(response.getHeader("X-Expect-Status")).isEqualTo("413");
        assertThat(response.getContentLength()).isZero();
    }

    @Test
    void aRejectedHeadHasABodyForTheProxy() throws Exception {
        describe("Method", "HEAD");
        ask(config());

        assertRejected(417, "method");
    }

    @Test
    void theApplicationsHandlerWritesTheBodyAndChoosesTheStatus() throws Exception {
        ask(config().rule(files().maxContentLength(99).build()).rejectionHandler((asked, answer, rejection) -> {
            assertThat(asked.getMethod()).isEqualTo("PUT");
            answer.setStatus(422);
            answer.setHeader("X-Own", "1");
            answer.getWriter().print("own");
            answer.flushBuffer();
        }));

        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(response.getHeader("X-Expect-Status")).isEqualTo("422");
        assertThat(response.getHeader("X-Expect-Reason")).isEqualTo("content-too-large");
        assertThat(response.getHeader("X-Own")).isEqualTo("1");
        assertThat(response.getContentAsString()).isEqualTo("own");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStandardAnswerTakesThePlaceOfAHandlerThatFails(boolean throwing) throws Exception {
        ask(config().rule(files().maxContentLength(99).build()).rejectionHandler((asked, answer, rejection) -> {
            answer.setStatus(throwing ? 422 : 200);
            answer.setHeader("X-Own", "1");
            if (throwing) {
                throw new IllegalStateException();
            }
        }));

        assertRejected(413, "content-too-large");
        assertThat(response.getHeader("X-Own")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Method, ",
        "Method, ''",
        "URI, ",
        "URI, ''",
        "Content-Length, abc",
        "Content-Length, -1",
        "Content-Length, '5, 5'"
    })
    void saysWhatTheProxyMustSend(String field, String value) throws Exception {
        describe(field, value);
        ask(config().enforce(false));

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(response.getContentAsString())
                .contains("X-Original-" + field)
                .doesNotContain("abc", "-1", "5");
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PUT, /files/a%2Fb", "PUT, /..", "PUT, *", "P(T, /files/a"})
    void whatNoContainerAcceptsIsA400(String method, String uri) throws Exception {
        describe("Method", method);
        describe("URI", uri);
        ask(config());

        assertRejected(400, "check");
        assertThat(response.getContentAsString()).doesNotContain("files", "P(T");
        assertThat(events).as("the container tells nobody either").isEmpty();
    }

    @Test
    void reportOnlySaysGoOnToThatToo() throws Exception {
        describe("URI", "/..");
        ask(config().enforce(false));

        assertGoesOn();
    }

    @Test
    void aCheckThatFailsAdmitsNothing() throws Exception {
        ask(config().check(r -> {
            throw new IllegalStateException();
        }));

        assertRejected(500, "check");
    }

    @Test
    void aCheckDecides() throws Exception {
        ask(config().check(r -> Rejection.of(429, "Your quota is used up.", Map.of("Retry-After", "60"))));

        assertRejected(429, "check");
        assertThat(response.getHeader("Retry-After")).isEqualTo("60");
    }

    @ParameterizedTest
    @CsvSource({"/expect-decision,", "'', /expect-decision", "/expect, -decision"})
    void isAskedByThePathInTheContextHoweverItIsMapped(String servletPath, String pathInfo) throws Exception {
        request.setServletPath(servletPath);
        request.setPathInfo(pathInfo);
        ask(config());

        assertGoesOn();
    }

    @ParameterizedTest
    @CsvSource({"/expect-decision/,", "/expect-decision, /", "/Expect-decision,", "'', /x", "/expect-decisio, N"})
    void otherPathsAreTheApplications(String servletPath, String pathInfo) throws Exception {
        request.setServletPath(servletPath);
        request.setPathInfo(pathInfo);
        new ExpectFilter(config().build()).doFilter(request, response, chain);

        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    void isOffByDefault() throws Exception {
        new ExpectFilter(ExpectFilterConfig.defaults()).doFilter(request, response, chain);

        HttpServletRequest passed = (HttpServletRequest) chain.getRequest();
        assertThat(passed).isSameAs(request);
        assertThat(ExpectFilterConfig.defaults().decisionEndpointPath()).isNull();
        assertThat(ExpectFilterConfig.defaults()).asString().doesNotContain("decision-endpoint");
        assertThat(config().build()).asString().endsWith(", decision-endpoint=/expect-decision");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "decision",
                "/x/",
                "//x",
                "/x//y",
                "/./x",
                "/x/..",
                "/x/*",
                "*.x",
                "/x?y",
                "/x#y",
                "/x;y",
                "/x y",
                "/%78",
                "/x\\y",
                "/{x}",
                "/caf\u00e9",
                "http://host/x"
            })
    void aPathThatCouldBeMisreadIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectFilterConfig.builder().decisionEndpointPath(path))
                .withMessageStartingWith("'" + path + "' is no path that a proxy can ask; write");
    }

    @ParameterizedTest
    @CsvSource({
        "/x, /*, true",
        "/x, /x, true",
        "/x/y, /x/*, true",
        "/x, /x/*, true",
        "/xy, /x/*, false",
        "/x/decide.it, *.it, true",
        "/x, *.it, false",
        "/x, /, false"
    })
    void whatAFilterIsMappedTo(String path, String pattern, boolean covered) {
        assertThat(DecisionEndpoint.isCovered(path, List.of("/none", pattern))).isEqualTo(covered);
    }
}
