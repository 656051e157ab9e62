package io.github.expectfilter;

import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.expectfilter.ExpectFilterConfig.Builder;
import io.github.expectfilter.ExpectFilterConfig.Syntax;
import io.github.expectfilter.ExpectFilterConfig.Unsupported;

import static org.assertj.core.api.Assertions.assertThat;

/** The decision table, row by row, as far as the vectors do not say it. */
class StandardPolicyTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/files/a");

    StandardPolicyTests() {
        request.setProtocol("HTTP/1.1");
        request.setContent(new byte[100]);
        request.setContentType("video/mp4");
    }

    private String decide(UnaryOperator<Builder> settings, String... lines) {
        for (String line : lines) {
            request.addHeader("Expect", line);
        }
        return settings.apply(ExpectFilterConfig.builder())
                .build()
                .policy()
                .decide(request, ExpectField.of(request))
                .toString();
    }

    private static Builder defaults(Builder builder) {
        return builder;
    }

    private static Builder supportsQuota(Builder builder) {
        return builder.supported(List.of("100-continue", "X-Quota"));
    }

    @Test
    void row4ThenRow13AnOldProtocolDoesNotWalkAroundTheRules() {
        request.setProtocol("HTTP/1.0");

        assertThat(decide(StandardPolicyTests::atMost10Bytes, "100-continue"))
                .isEqualTo("reject 413 content-too-large");
    }

    @Test
    void row8StrictAcceptsContinueBesideSupportedExtensions() {
        assertThat(decide(StandardPolicyTests::supportsQuota, "100-continue, x-quota=5;unit=\"MB\""))
                .isEqualTo("honor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100-continue, foo",
                "100-continue,",
                "100-continue, 100-continue",
                "100-continue, 100-continue=1",
                "100-continue, 100-continue, x-quota"
            })
    void row8StrictRejectsEveryOtherList(String value) {
        assertThat(decide(StandardPolicyTests::supportsQuota, value)).isEqualTo("reject 417 not-canonical");
    }

    @Test
    void row8LenientRejectsAnUnsupportedNeighborIfToldTo() {
        assertThat(decide(b -> b.syntax(Syntax.LENIENT).unsupported(Unsupported.REJECT), "100-continue, foo"))
                .isEqualTo("reject 417 unsupported-expectation");
    }

    @Test
    void row9ALookAlikeIsNeverIgnored() {
        assertThat(decide(b -> b.unsupported(Unsupported.IGNORE), "y 100-continue"))
                .isEqualTo("reject 417 look-alike");
    }

    @Test
    void row10ASupportedExtensionIsHonored() {
        assertThat(decide(StandardPolicyTests::supportsQuota, "x-quota")).isEqualTo("honor");
    }

    @Test
    void row10ASupportedExtensionNeedsNoContent() {
        request.setContent(new byte[0]);

        assertThat(decide(StandardPolicyTests::supportsQuota, "x-quota")).isEqualTo("honor");
    }

    @Test
    void row10AnUnsupportedExtensionIsIgnoredIfToldTo() {
        assertThat(decide(b -> b.unsupported(Unsupported.IGNORE), "foo")).isEqualTo("ignore");
    }

    @Test
    void row11EveryExpectationIsRejectedWhenNoneIsSupported() {
        assertThat(decide(b -> b.supported(List.of()), "100-continue")).isEqualTo("reject 417 unsupported-expectation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void row12ContentOnAMethodThatHasNone(String method) {
        request.setMethod(method);

        assertThat(decide(StandardPolicyTests::defaults, "100-continue")).isEqualTo("reject 417 method");
    }

    @Test
    void row12LenientHonors() {
        request.setMethod("GET");

        assertThat(decide(b -> b.syntax(Syntax.LENIENT), "100-continue")).isEqualTo("honor");
    }

    @Test
    void row13HoldsWithAndWithoutExpect() {
        assertThat(decide(StandardPolicyTests::atMost10Bytes)).isEqualTo("reject 413 content-too-large");
        assertThat(decide(StandardPolicyTests::atMost10Bytes, "100-continue"))
                .isEqualTo("reject 413 content-too-large");
    }

    @Test
    void row13TheFirstRuleThatAppliesDecides() {
        AdmissionRule gets = AdmissionRule.builder()
                .methods(List.of("GET"))
                .maxContentLength(1)
                .build();
        AdmissionRule wide = AdmissionRule.builder().maxContentLength(1000).build();
        AdmissionRule narrow = AdmissionRule.builder().maxContentLength(10).build();

        assertThat(decide(b -> b.rule(gets).rule(wide).rule(narrow), "100-continue"))
                .isEqualTo("honor");
    }

    @Test
    void row13RulesThatComeLaterStandBehindOneAnother() {
        AdmissionRule wide = AdmissionRule.builder()
                .methods(List.of("PUT"))
                .maxContentLength(1)
                .build();
        AdmissionRule narrow = AdmissionRule.builder().maxContentLength(10).build();
        AdmissionRule never = AdmissionRule.builder().maxContentLength(1000).build();

        assertThat(decide(
                        b -> b.rules(() -> List.of(wide))
                                .rules(() -> List.of(narrow))
                                .rules(() -> List.of(never)),
                        "100-continue"))
                .isEqualTo("reject 413 content-too-large");
    }

    @Test
    void row14NothingIsAnnounced() {
        request.setContent(new byte[0]);

        assertThat(decide(StandardPolicyTests::atMost10Bytes, "100-continue")).isEqualTo("ignore");
    }

    @Test
    void row15ContentOfUndeclaredLengthIsContent() {
        request.setContent(null);
        request.addHeader("Transfer-Encoding", "chunked");

        assertThat(decide(StandardPolicyTests::atMost10Bytes, "100-continue")).isEqualTo("honor");
    }

    @Test
    void aLengthThatIsLargerThanALongIsTooLarge() {
        // What a container makes of such a length: the field is there, the number is unknown.
        MockHttpServletRequest overflowing = new MockHttpServletRequest("POST", "/") {
            @Override
            public long getContentLengthLong() {
                return -1;
            }
        };
        overflowing.setProtocol("HTTP/1.1");
        assertThat(AnnouncedContent.of(overflowing)).isEqualTo(AnnouncedContent.NONE);

        overflowing.addHeader("Content-Length", "1");
        assertThat(AnnouncedContent.of(overflowing)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void http2WithoutALengthMayHaveContentUnlessTheMethodHasNone() {
        request.setProtocol("HTTP/2.0");
        request.setContent(null);
        assertThat(AnnouncedContent.of(request)).isEqualTo(AnnouncedContent.OF_UNDECLARED_LENGTH);

        request.setMethod("GET");
        assertThat(AnnouncedContent.of(request)).isEqualTo(AnnouncedContent.NONE);
    }

    private static Builder atMost10Bytes(Builder builder) {
        return builder.rule(AdmissionRule.builder().maxContentLength(10).build());
    }
}
