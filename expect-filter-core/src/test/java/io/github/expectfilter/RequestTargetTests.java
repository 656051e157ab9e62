package io.github.expectfilter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestTargetTests {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/files/a, /files/a",
        "/files/, /files/",
        "/files/a?x=/../b&%zz, /files/a",
        "/files?, /files",
        "//files///a//, /files/a/",
        "/x/../files/a, /files/a",
        "/files/./a/., /files/a/",
        "/files/a/.., /files/",
        "/a/.., /",
        "/files;v=1/a;jsessionid=2, /files/a",
        "/files/caf%C3%A9%20au%2Dlait, /files/café au-lait",
        "/files/100%25, /files/100%",
        "/files/%252F, /files/%2F",
        "/files/..., /files/..."
    })
    void readsThePathAsAContainerDoes(String target, String path) {
        assertThat(RequestTarget.parse(target, "").path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "files",
                "http://host/files",
                "host:443",
                "/..",
                "/files/../../a",
                "/files/a%2Fb",
                "/files/a%5cb",
                "/files/a\\b",
                "/files/%2e%2e/a",
                "/files/.%2E/a",
                "/files/..;/a",
                "/files/.;x/a",
                "/;x/files",
                "/files/%00",
                "/files/%0d%0a",
                "/files/%7f",
                "/files/%",
                "/files/%2",
                "/files/%g0",
                "/files/%0g",
                "/files/%-1",
                "/files/%c3",
                "/files/%c0%af",
                "/files/%ed%a0%80",
                "/files/\u00e9",
                "/files/a b",
                "/files/a\tb",
                "/files/a#b",
                "/files/a?b c"
            })
    void readsNothingThatContainersRefuseOrDoNotAgreeOn(String target) {
        assertThat(RequestTarget.parse(target, "")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/app, /", "/app/, /", "/app/files, /files", "/x/../app/files, /files", "/%61pp/files, /files"})
    void takesTheContextPathAway(String target, String path) {
        assertThat(RequestTarget.parse(target, "/app").path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/files", "/application/files", "/app/../files", "/APP/files"})
    void isNoneOutsideOfTheContext(String target) {
        assertThat(RequestTarget.parse(target, "/app")).isNull();
    }

    @Test
    void keepsWhatWasSent() {
        RequestTarget target = RequestTarget.parse("/x/../files/%61;v=1?q=%2F", "");

        assertThat(target.uri()).isEqualTo("/x/../files/%61;v=1");
        assertThat(target.query()).isEqualTo("q=%2F");
    }
}
