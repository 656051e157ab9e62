package io.github.expectfilter;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AdmissionRuleTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/");

    private Rejection check(AdmissionRule.Builder rule, long content) {
        return rule.build().check(request, content);
    }

    @Test
    void theLimitItselfIsAdmitted() {
        AdmissionRule.Builder rule = AdmissionRule.builder().maxContentLength(50);

        assertThat(check(rule, 50)).isNull();
        Rejection rejection = check(rule, 51);
        assertThat(rejection.status()).isEqualTo(413);
        assertThat(rejection.detail()).contains("50 bytes");
    }

    @Test
    void contentOfUndeclaredLengthIsRejectedOnlyWhereTheLengthIsRequired() {
        assertThat(check(AdmissionRule.builder().maxContentLength(5), -1)).isNull();
        assertThat(check(AdmissionRule.builder().requireContentLength(true), -1).status())
                .isEqualTo(411);
    }

    @Test
    void anotherMediaTypeIsRejectedWithTheAcceptedOnes() {
        request.setContentType("text/plain");

        Rejection rejection = check(AdmissionRule.builder().contentTypes(List.of("application/pdf", "image/*")), 5);

        assertThat(rejection.status()).isEqualTo(415);
        assertThat(rejection.headers()).containsEntry("Accept", "application/pdf, image/*");
    }

    @Test
    void aRequestWithoutAuthorizationIsChallenged() {
        AdmissionRule.Builder rule =
                AdmissionRule.builder().requireAuthorization("Bearer").maxContentLength(1);

        Rejection rejection = check(rule, 5);
        assertThat(rejection.status()).as("before the length").isEqualTo(401);
        assertThat(rejection.headers()).containsEntry("WWW-Authenticate", "Bearer");

        request.addHeader("Authorization", "Bearer x");
        assertThat(check(rule, 5).status()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "image/*, image/png, true",
        "image/*, IMAGE/PNG, true",
        "IMAGE/*, image/png;q=1, true",
        "image/png, 'image/png ; a=b', true",
        "*/*, a/b, true",
        "*/*, nonsense, false",
        "*/*, 'a/b/c', false",
        "image/*, imagex/png, false",
        "image/png, image/pngx, false",
        "image/*, 'text/plain;x=image/png', false",
        "application/octet-stream, , true",
        "image/*, , false"
    })
    void mediaRanges(String range, String contentType, boolean included) {
        assertThat(MediaRange.parse(range).includes(contentType)).isEqualTo(included);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "video", "video/", "/x", "*/mp4", "a/b*", "a b/c", "image/*;q=1", "a/b/c"})
    void mediaRangesThatAreNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MediaRange.parse(text))
                .withMessageContaining("'" + text + "' is no media type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "50MB", "7KB", "3GB", "1TB", "12B", "1234567890987"})
    void sizesMeanWhatSpringSays(String text) {
        assertThat(DataSizes.parse(text)).isEqualTo(DataSize.parse(text).toBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "-1", "1.5MB", "50mb", "50XB", "50 0MB", "99999999999TB", "99999999999999999999"})
    void sizesThatAreNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSizes.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"2s, PT2S", "500ms, PT0.5S", "1m, PT1M", "250, PT0.25S", "' 7s ', PT7S"})
    void timesMeanWhatSpringSays(String text, Duration time) {
        assertThat(Durations.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1.5s", "2 s", "2S", "2h", "99999999999999999999", "9223372036854775807m"})
    void timesThatAreNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void valuesThatCannotWorkAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectFilterConfig.builder().rejectionDrain(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectFilterConfig.builder().rejectionDrainTimeout(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdmissionRule.builder().methods(List.of("put")))
                .withMessageContaining("upper case");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdmissionRule.builder().requireAuthorization("Bearer\r\nX: y"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdmissionRule.builder().maxContentLength(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectFilterConfig.builder().supported(List.of("x_100-continue")))
                .withMessageContaining("could be taken for 100-continue");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpectFilterConfig.builder().supported(List.of("a b")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rejection.of(Rejection.Reason.UNAUTHORIZED))
                .withMessageContaining("WWW-Authenticate");
    }
}
