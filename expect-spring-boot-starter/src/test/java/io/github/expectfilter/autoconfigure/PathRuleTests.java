package io.github.expectfilter.autoconfigure;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class PathRuleTests {

    @ParameterizedTest
    @CsvSource({
        "/files/**, /files/a, , true",
        "/files/**, /files, , true",
        "/files/**, /files/a/b, , true",
        "/files/*, /files/a/b, , false",
        "/files/**, /filesystem, , false",
        "/api/files/*, /api, /files/a, true",
        "/files/{name}.mp4, /files/a.mp4, , true",
        "/files/*, /files/a%2Fb, , true",
        "/**, '', , true",
        "/, /, , true"
    })
    void matchesThePathThatTheContainerDispatchesBy(
            String pattern, String servletPath, String pathInfo, boolean matches) {
        MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/context/x/..;y/" + servletPath);
        request.setContextPath("/context");
        request.setServletPath(servletPath);
        request.setPathInfo(pathInfo);

        assertThat(PathRule.parse(List.of("/other", pattern)).test(request)).isEqualTo(matches);
    }
}
