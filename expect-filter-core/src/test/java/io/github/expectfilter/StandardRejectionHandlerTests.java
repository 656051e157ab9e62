package io.github.expectfilter;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.expectfilter.ExpectFilterConfig.RejectionFormat;
import io.github.expectfilter.Rejection.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StandardRejectionHandlerTests {

    private static final String STRICT = "default-src 'none'; frame-ancestors 'none'";

    private final MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/");
    private MockHttpServletResponse response = new MockHttpServletResponse();

    private String answer(ExpectFilterConfig.Builder config, Rejection rejection) throws Exception {
        response = new MockHttpServletResponse();
        config.build().rejectionHandler().handle(request, response, rejection);
        assertThat(response.isCommitted()).isTrue();
        byte[] body = response.getContentAsByteArray();
        if (!request.getMethod().equals("HEAD")) {
            assertThat(response.getContentLength()).isEqualTo(body.length);
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static ExpectFilterConfig.Builder config() {
        return ExpectFilterConfig.builder();
    }

    @Test
    void aProblemSaysTheCure() throws Exception {
        JsonNode problem = new ObjectMapper().readTree(answer(config(), Rejection.of(Reason.UNSUPPORTED_EXPECTATION)));

        assertThat(response.getStatus()).isEqualTo(417);
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        assertThat(problem.properties().stream().map(Map.Entry::getKey))
                .containsExactly("type", "title", "status", "detail", "reason");
        assertThat(problem.get("type").textValue()).isEqualTo("urn:expect-filter:unsupported-expectation");
        assertThat(problem.get("detail").textValue()).isEqualTo("Repeat the request without the Expect header field.");
        assertThat(response.getHeader("Content-Security-Policy")).isEqualTo(STRICT);
    }

    @Test
    void textReadsWellInATerminal() throws Exception {
        String text = answer(config().rejectionFormat(RejectionFormat.TEXT), Rejection.of(Reason.MALFORMED));

        assertThat(response.getContentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(text).isEqualTo("""
                417 Expectation Failed

                The Expect header field is malformed. Repeat the request without the Expect header field.

                Reason: malformed
                """);
        assertThat(response.getHeader("Content-Security-Policy")).isEqualTo(STRICT);
    }

    @Test
    void thePageNeedsNothingFromElsewhere() throws Exception {
        String page = answer(
                config().rejectionFormat(RejectionFormat.HTML),
                Rejection.of(Reason.APPLICATION).withDetail("<script>alert('x')</script>"));

        assertThat(response.getContentType()).isEqualTo("text/html;charset=utf-8");
        assertThat(page)
                .startsWith("<!DOCTYPE html>\n<html lang=\"en\">\n")
                .contains("<h1>417 Expectation Failed</h1>")
                .contains("<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</p>")
                .doesNotContain("<script", "<link", "<img", "src=", "href=", "url(", "@import", "{status}", "{title}")
                .endsWith("</html>\n");
        String hash =
                RejectionTemplate.parse(RejectionTemplate.Format.HTML, page).styleHashes();
        assertThat(hash).startsWith(" 'sha256-");
        assertThat(response.getHeader("Content-Security-Policy")).isEqualTo(STRICT + "; style-src" + hash);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTO    | text/html        | text/html;charset=utf-8",
                "AUTO    | text/plain       | text/plain;charset=utf-8",
                "AUTO    | image/png        | application/problem+json",
                "PROBLEM | text/html        | application/problem+json",
                "HTML    | application/json | text/html;charset=utf-8",
                "TEXT    | application/json | text/plain;charset=utf-8",
                "NONE    | application/json | "
            })
    void acceptDecidesUnlessTheFormatIsForced(RejectionFormat format, String accept, String contentType)
            throws Exception {
        request.addHeader("Accept", accept);

        String body = answer(config().rejectionFormat(format), Rejection.of(Reason.CONTENT_TOO_LARGE));

        assertThat(response.getStatus()).isEqualTo(413);
        assertThat(response.getContentType()).isEqualTo(contentType);
        assertThat(body.isEmpty()).isEqualTo(contentType == null);
    }

    @ParameterizedTest
    @EnumSource(RejectionFormat.class)
    void headHasNoBodyButItsLength(RejectionFormat format) throws Exception {
        request.setMethod("HEAD");

        assertThat(answer(config().rejectionFormat(format), Rejection.of(Reason.METHOD)))
                .isEmpty();

        assertThat(response.getHeader("Content-Length")).matches(format == RejectionFormat.NONE ? "0" : "[1-9]\\d+");
    }

    @Test
    void templatesReplaceTheBodies() throws Exception {
        ExpectFilterConfig.Builder config = config().rejectionHtmlTemplate(
                        "<title>{title}</title><style>p{margin:0}</style><p>{detail}")
                .rejectionTextTemplate("{status}: {reason}")
                .rejectionJsonTemplate("{\"error\": \"{reason}\", \"message\": \"{detail}\"}");

        assertThat(answer(config, Rejection.of(Reason.METHOD)))
                .isEqualTo("{\"error\": \"method\", \"message\": \""
                        + Rejection.of(Reason.METHOD).detail() + "\"}");
        assertThat(response.getContentType()).as("no RFC 9457 in it").isEqualTo("application/json");

        request.addHeader("Accept", "text/plain");
        assertThat(answer(config, Rejection.of(Reason.METHOD))).isEqualTo("417: method");

        request.removeHeader("Accept");
        request.addHeader("Accept", "text/html");
        assertThat(answer(config, Rejection.of(Reason.METHOD)))
                .startsWith("<title>Expectation Failed</title><style>p{margin:0}</style><p>A GET, HEAD");
        assertThat(response.getHeader("Content-Security-Policy"))
                .isEqualTo(STRICT + "; style-src 'sha256-QRQPRLGyxt3RJiKpYNjpkgHcmHU2PywsfL2e8oI0LQA='");
    }

    @Test
    void configuredWordsReplaceOnlyTheDefaultsOf417() throws Exception {
        ExpectFilterConfig.Builder config = config().rejectionType(URI.create("https://example.org/expectation"))
                .rejectionTitle("Own title")
                .rejectionDetail("Own detail");

        assertThat(answer(config, Rejection.of(Reason.LOOK_ALIKE)))
                .isEqualTo("{\"type\":\"https://example.org/expectation\",\"title\":\"Own title\",\"status\":417,"
                        + "\"detail\":\"Own detail\",\"reason\":\"look-alike\"}");
        assertThat(answer(config, Rejection.of(Reason.APPLICATION).withDetail("Thrown")))
                .contains("Own title", "\"detail\":\"Thrown\"");
        assertThat(answer(config, Rejection.of(Reason.PADDED))).doesNotContain("Own", "example");
    }

    @Test
    void additionalFieldsStandInEveryAnswer() throws Exception {
        answer(
                config().rejectionHeader("X-Support", "help@example.org")
                        .rejectionHeader("link", "<https://a.example>"),
                Rejection.of(
                        Reason.UNAUTHORIZED, Map.of("WWW-Authenticate", "Bearer", "X-Support", "of the rejection")));

        assertThat(response.getHeader("Link")).isEqualTo("<https://a.example>");
        assertThat(response.getHeaders("X-Support")).containsExactly("of the rejection");
        assertThat(response.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''               | x        | is no name of a header field",
                "X Support        | x        | is no name of a header field",
                "X-Support        | ''       | has no value",
                "X-Support        | ' x'     | visible ASCII",
                "X-Support        | é        | visible ASCII",
                "content-TYPE     | x/y      | is set by the Expect filter",
                "Content-Length   | 0        | is set by the Expect filter",
                "cache-control    | public   | is set by the Expect filter",
                "Retry-After      | 1        | is set by the Expect filter",
                "WWW-Authenticate | Bearer   | is set by the Expect filter",
                "Connection       | close    | belongs to the connection",
                "transfer-encoding| chunked  | belongs to the connection",
                "Keep-Alive       | x        | belongs to the connection",
                "Upgrade          | h2c      | belongs to the connection",
            })
    void aFieldThatCannotBeAddedIsRefused(String name, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config().rejectionHeader(name, value))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\nSet-Cookie: a=b", "x\ny", "x\u0000y", "x\u007F"})
    void aValueThatCouldBreakTheHeaderSectionIsRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> config().rejectionHeader("X-Support", value));
    }

    @Test
    void aFieldGivenTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config().rejectionHeader("X-Support", "a").rejectionHeader("x-support", "b"))
                .withMessageContaining("given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "urn:\u00fc"})
    void aTypeThatIsNoUriIsRefused(String type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config().rejectionType(URI.create(type)))
                .withMessageContaining("is no URI");
    }

    static Stream<Rejection> rejections() {
        AdmissionRule rule = AdmissionRule.builder()
                .maxContentLength(50L << 20)
                .contentTypes(List.of("video/*"))
                .build();
        MockHttpServletRequest upload = new MockHttpServletRequest("PUT", "/");
        return Stream.concat(
                Stream.of(Reason.values())
                        // The one needs a challenge, the other's words are the application's.
                        .filter(reason -> reason != Reason.UNAUTHORIZED && reason != Reason.CHECK)
                        .map(Rejection::of),
                Stream.of(
                        rule.check(upload, Long.MAX_VALUE),
                        rule.check(upload, 5),
                        AdmissionRule.builder()
                                .requireAuthorization("Basic realm=\"files\"")
                                .build()
                                .check(upload, 5)));
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void everyDetailTellsWhatToDo(Rejection rejection) {
        assertThat(rejection.detail())
                .satisfiesAnyOf(
                        detail -> assertThat(rejection.status()).isIn(413, 415),
                        detail -> assertThat(detail).contains("epeat the request"),
                        detail -> assertThat(detail).contains("Declare the length"));
    }

    @Test
    void theDetailOfARuleNamesWhatItAsksFor() {
        assertThat(rejections().map(Rejection::detail))
                .contains(
                        "The content is too large. At most 50 MB (52428800 bytes) are accepted here.",
                        "The media type of the content is not accepted. Accepted here: video/*.",
                        "Repeat the request with an Authorization header field. Asked for here: Basic realm=\"files\"");
    }

    /** Its User-Agent is known by its beginning: 1 stands for 11 to 19. */
    @ParameterizedTest
    @CsvSource({
        "Java-http-client/11.0.2, true",
        "Java-http-client/17.0.15, true",
        "Java-http-client/24.0.1, true",
        "Java-http-client/25, false",
        "Java-http-client/26.0.1, false",
        "curl/8.14.1, false",
        "Old/1.0, true"
    })
    void aClientThatHangsOnABodyGetsNone(String userAgent, boolean bodiless) throws Exception {
        request.addHeader("User-Agent", userAgent);
        request.addHeader("Expect", "100-continue");
        ExpectFilterConfig.Builder config = config().bodilessUserAgents(List.of("Old/"));

        assertThat(answer(config, Rejection.of(Reason.CONTENT_TOO_LARGE)).isEmpty())
                .isEqualTo(bodiless);

        request.removeHeader("Expect");
        assertThat(answer(config, Rejection.of(Reason.CONTENT_TOO_LARGE)))
                .as("it waits for nothing")
                .isNotEmpty();
    }
}
