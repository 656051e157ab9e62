package io.github.expectfilter;

import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a wrong value does to a deployment is shown by {@link PlainWarTests}. */
class InitParametersTests {

    @Test
    void aListIsSeparatedByCommasAlone() throws Exception {
        MockFilterConfig filterConfig = new MockFilterConfig("expect");
        filterConfig.addInitParameter("rejectionBodilessUserAgents", "\n  Old Client/1,\n  Other/\n");
        ExpectFilterConfig config = InitParameters.read(filterConfig);

        assertThat(isBodiless(config, "Old Client/1.2")).isTrue();
        assertThat(isBodiless(config, "Other/2")).isTrue();
        assertThat(isBodiless(config, "Client/1")).isFalse();
        assertThat(isBodiless(config, "Old")).isFalse();
    }

    private static boolean isBodiless(ExpectFilterConfig config, String userAgent) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
        request.addHeader("Expect", "x");
        request.addHeader("User-Agent", userAgent);
        MockHttpServletResponse response = new MockHttpServletResponse();
        config.rejectionHandler().handle(request, response, Rejection.of(Rejection.Reason.UNSUPPORTED_EXPECTATION));
        return response.getContentAsString().isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "rejectionFormat        | xml                       | Write one of [auto, problem, html, text, none]",
                "rejectionType          | ~~                        | '' is no URI (RFC 3986)",
                "rejectionHeaders       | X-A                       | The line 'X-A' has no colon; write Name: value",
                "rejectionHeaders       | : x                       | '' is no name of a header field",
                "rejectionHeaders       | Connection: x             | The header field Connection belongs to the connection",
                "rejectionTemplatesHtml | page.html                 | Write a path of the web application that begins with '/'",
                "rejectionTemplatesHtml | classpath:                | There is no such resource",
                "rejectionTemplatesText | /templates/none.txt       | There is no such resource",
                "rejectionTemplatesJson | classpath:none.json       | There is no such resource",
                "rejectionTemplatesJson | /templates/unknown-placeholder.json | There is no placeholder {path} (line 1)",
                "rejectionTemplatesJson | classpath:/templates/unknown-placeholder.json | There is no placeholder {path}",
                "rejectionTemplatesText | /templates/latin1.txt     | The resource is not UTF-8 text"
            })
    void aWrongValueIsNamedWithItsCure(String name, String value, String cure) {
        MockFilterConfig filterConfig = new MockFilterConfig("expect");
        filterConfig.addInitParameter(name, value);

        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(() -> InitParameters.read(filterConfig))
                .withMessageStartingWith("Filter 'expect': the init-param '%s' has the wrong value '%s'. %s"
                        .formatted(name, value, cure));
    }
}
