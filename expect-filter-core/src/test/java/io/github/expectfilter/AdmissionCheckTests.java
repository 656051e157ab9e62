package io.github.expectfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.LogRecord;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AdmissionCheckTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/files/a");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();
    private final List<String> asked = new ArrayList<>();

    AdmissionCheckTests() {
        request.setProtocol("HTTP/1.1");
        request.setContent(new byte[100]);
    }

    private void filter(ExpectFilterConfig.Builder config) throws Exception {
        new ExpectFilter(config.build()).doFilter(request, response, chain);
    }

    private AdmissionCheck check(String name, Rejection answer) {
        return checked -> {
            asked.add(name);
            return answer;
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstRejectionDecides(boolean expect) throws Exception {
        if (expect) {
            request.addHeader("Expect", "100-continue");
        }
        filter(ExpectFilterConfig.builder()
                .check(check("admits", null))
                .check(check("rejects", Rejection.of(429, "Your quota is used up.", Map.of("Retry-After", "60"))))
                .check(check("too late", Rejection.of(500, ""))));

        assertThat(asked).containsExactly("admits", "rejects");
        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getHeader("Retry-After")).isEqualTo("60");
        assertThat(response.getContentAsString())
                .isEqualTo("{\"type\":\"urn:expect-filter:check\",\"title\":\"Too Many Requests\",\"status\":429,"
                        + "\"detail\":\"Your quota is used up.\",\"reason\":\"check\"}");
        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString("reject 429 check");
        assertThat(chain.getRequest()).isNull();
    }

    @Test
    void aRequestThatEveryCheckAdmitsGoesOn() throws Exception {
        filter(ExpectFilterConfig.builder().check(check("a", null)).check(check("b", null)));

        assertThat(asked).containsExactly("a", "b");
        assertThat(chain.getRequest()).isSameAs(request);
    }

    @Test
    void isNotAskedAboutARequestWithoutContent() throws Exception {
        request.setContent(new byte[0]);
        request.addHeader("Expect", "100-continue");

        filter(ExpectFilterConfig.builder().check(check("a", Rejection.of(Rejection.Reason.CHECK))));

        assertThat(asked).isEmpty();
        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    void isNotAskedWhereARuleSaysNo() throws Exception {
        filter(ExpectFilterConfig.builder()
                .rule(AdmissionRule.builder().maxContentLength(10).build())
                .check(check("a", null)));

        assertThat(asked).isEmpty();
        assertThat(response.getStatus()).isEqualTo(413);
    }

    @Test
    void isNotAskedWhereTheFieldItselfIsRejected() throws Exception {
        request.addHeader("Expect", "x-unknown");

        filter(ExpectFilterConfig.builder().check(check("a", null)));

        assertThat(asked).isEmpty();
        assertThat(response.getStatus()).isEqualTo(417);
    }

    /** Throws what an application may throw. */
    private static final class FailingCheck implements AdmissionCheck {

        @Override
        public Rejection check(HttpServletRequest checked) {
            throw new IllegalStateException("the quota service is down");
        }
    }

    @Test
    void anExceptionAdmitsNothingAndIsLoggedOnceWithTheCheck() throws Exception {
        List<LogRecord> logged;
        try (LogCapture log = LogCapture.of(AdmissionChecks.class)) {
            filter(ExpectFilterConfig.builder().check(new FailingCheck()).check(check("not asked", null)));
            logged = log.entries();
        }

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        assertThat(response.getContentAsString())
                .contains("\"reason\":\"check\"")
                .doesNotContain("quota");
        assertThat(asked).isEmpty();
        assertThat(chain.getRequest()).isNull();
        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.getMessage()).contains(FailingCheck.class.getName());
            assertThat(entry.getThrown()).hasMessage("the quota service is down");
        });
    }

    @Test
    void reportOnlyRecordsWhatACheckSays() throws Exception {
        filter(ExpectFilterConfig.builder().enforce(false).check(check("a", Rejection.of(Rejection.Reason.CHECK))));

        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString("reject 403 check");
        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    void aRejectionThatHttpDoesNotAllowIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rejection.of(302, ""))
                .withMessageContaining("400 to 599");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rejection.of(401, ""))
                .withMessageContaining("WWW-Authenticate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rejection.of(403, "", Map.of("X", "a\r\nb")))
                .withMessageContaining("visible ASCII");
    }
}
