package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectFilterConfig;
import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class ContentRuleTests {

    private ConfigurableApplicationContext context;
    private int port;
    private String prefix = "";

    @AfterEach
    void stop() {
        if (context != null) {
            context.close();
        }
    }

    private void start(Class<?> application, String... properties) {
        List<String> args = new ArrayList<>(List.of("--server.port=0"));
        for (String property : properties) {
            args.add("--" + property);
        }
        context = new SpringApplication(application).run(args.toArray(String[]::new));
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Videos.class)
    static class App {}

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ContentRule(contentTypes = {"image/png", "image/jpeg"})
    @interface Images {}

    @RestController
    @RequestMapping("/videos")
    @ContentRule(maxContentLength = "10B")
    static class Videos {

        private static long read(HttpServletRequest request) throws IOException {
            return request.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        @PostMapping
        String ofTheClass(HttpServletRequest request) throws IOException {
            return "class " + read(request);
        }

        @PutMapping("/{name}")
        @ContentRule(maxContentLength = "20B", contentTypes = "video/*", requireAuthorization = "Bearer")
        String put(HttpServletRequest request) throws IOException {
            return "put " + read(request);
        }

        @PutMapping("/special")
        @ContentRule(requireContentLength = true)
        String special(HttpServletRequest request) throws IOException {
            return "special " + read(request);
        }

        @PostMapping("/{name}/image")
        @Images
        String image(HttpServletRequest request) throws IOException {
            return "image " + read(request);
        }

        @PostMapping(path = "/by-type", consumes = "text/plain")
        @ContentRule(maxContentLength = "5B")
        String text(HttpServletRequest request) throws IOException {
            return "text " + read(request);
        }

        @PostMapping(path = "/by-type", consumes = "application/json")
        @ContentRule(maxContentLength = "50B")
        String json(HttpServletRequest request) throws IOException {
            return "json " + read(request);
        }

        /** Would read a form to decide which method it is. */
        @PostMapping(path = "/by-parameter", params = "a=1")
        @ContentRule(maxContentLength = "5B")
        String parameter() {
            return "parameter";
        }
    }

    private String exchange(String method, String path, String type, String length, String... headers)
            throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            List<String> lines = new ArrayList<>(List.of(
                    method + " " + prefix + path + " HTTP/1.1",
                    "Host: x",
                    "Expect: 100-continue",
                    "Content-Type: " + type,
                    length.equals("chunked") ? "Transfer-Encoding: chunked" : "Content-Length: " + length));
            lines.addAll(List.of(headers));
            client.sendHead(lines.toArray(String[]::new));
            Answer answer = client.read();
            if (answer.status() == 100) {
                String content = "x".repeat(length.equals("chunked") ? 30 : Integer.parseInt(length));
                client.send(length.equals("chunked") ? "1e\r\n" + content + "\r\n0\r\n\r\n" : content);
                answer = client.read();
                return "100, " + (answer.status() == 200 ? answer.body() : answer.status());
            }
            return String.valueOf(answer.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/api"})
    void everyEndpointHasItsOwnRule(String servletPath) throws IOException {
        start(App.class, "spring.mvc.servlet.path=" + (servletPath.isEmpty() ? "/" : servletPath));
        prefix = servletPath;

        assertThat(exchange("POST", "/videos", "a/b", "10")).isEqualTo("100, class 10");
        assertThat(exchange("POST", "/videos", "a/b", "11")).isEqualTo("413");
        assertThat(exchange("POST", "/videos", "a/b", "chunked")).isEqualTo("100, 413");

        assertThat(exchange("PUT", "/videos/a", "video/mp4", "20", "Authorization: x"))
                .isEqualTo("100, put 20");
        assertThat(exchange("PUT", "/videos/a", "video/mp4", "20")).isEqualTo("401");
        assertThat(exchange("PUT", "/videos/a", "video/mp4", "21", "Authorization: x"))
                .isEqualTo("413");
        assertThat(exchange("PUT", "/videos/a", "a/b", "20", "Authorization: x"))
                .isEqualTo("415");
        assertThat(exchange("PUT", "/videos/%61;x=y", "a/b", "20", "Authorization: x"))
                .isEqualTo("415");

        assertThat(exchange("PUT", "/videos/special", "a/b", "100")).isEqualTo("100, special 100");
        assertThat(exchange("PUT", "/videos/special", "a/b", "chunked")).isEqualTo("411");

        assertThat(exchange("POST", "/videos/a/image", "image/png", "100")).isEqualTo("100, image 100");
        assertThat(exchange("POST", "/videos/a/image", "text/plain", "100")).isEqualTo("415");

        assertThat(exchange("POST", "/videos/by-type", "text/plain", "6")).isEqualTo("413");
        assertThat(exchange("POST", "/videos/by-type", "application/json", "6")).isEqualTo("100, json 6");
        assertThat(exchange("POST", "/videos/by-type", "application/json", "51"))
                .isEqualTo("413");

        assertThat(exchange("POST", "/videos/by-parameter", "application/x-www-form-urlencoded", "6"))
                .as("decided without a look at the parameters")
                .isEqualTo("413");
    }

    @Test
    void aRuleAmongThePropertiesWinsAndTheStartSaysSo(CapturedOutput output) throws IOException {
        start(App.class, "expect.rules[0].paths=/videos", "expect.rules[0].max-content-length=15B");

        assertThat(exchange("POST", "/videos", "a/b", "15")).isEqualTo("100, class 15");
        assertThat(exchange("PUT", "/videos/special", "a/b", "chunked")).isEqualTo("411");
        assertThat(output.getOut())
                .containsPattern(
                        "WARN .*@ContentRule on \\S+Videos#ofTheClass\\S* .*never decides: the earlier expect.rules\\[0\\] \\(/videos\\)");
    }

    @Test
    void rulesThatNeverDecideAreReportedAtStart(CapturedOutput output) {
        start(
                App.class,
                "expect.rules[0].paths=/files/**",
                "expect.rules[1].paths=/files/a",
                "expect.rules[2].paths=/x/**",
                "expect.rules[2].methods=PUT,POST",
                "expect.rules[3].paths=/x/**",
                "expect.rules[3].methods=POST,PATCH");

        assertThat(output.getOut())
                .containsPattern(
                        "WARN .*expect.rules\\[1\\] \\(/files/a\\) never decides: the earlier expect.rules\\[0\\]")
                .containsPattern("INFO .*expect.rules\\[2\\] .* and expect.rules\\[3\\] .* overlap");
    }

    @Test
    void withoutAnnotationsNothingIsSaid(CapturedOutput output) {
        start(NoController.class);

        assertThat(output.getOut()).doesNotContain("@ContentRule");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class NoController {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Videos.class)
    static class OwnFilter {

        @Bean
        ExpectFilter ownFilter() {
            return new ExpectFilter(ExpectFilterConfig.defaults());
        }
    }

    @Test
    void annotationsThatAnOwnFilterDoesNotKnowAreReported(CapturedOutput output) {
        start(OwnFilter.class);

        assertThat(output.getOut()).containsPattern("WARN .*@ContentRule has no effect");
    }

    @RestController
    static class WrongSize {
        @PostMapping("/wrong")
        @ContentRule(maxContentLength = "50XB")
        void wrong() {}
    }

    @RestController
    static class WrongType {
        @PostMapping("/wrong")
        @ContentRule(contentTypes = {"video/*", "video"})
        void wrong() {}
    }

    @RestController
    static class WrongNumber {
        @PostMapping("/wrong")
        @ContentRule(maxConcurrent = -1)
        void wrong() {}
    }

    @RestController
    static class WrongChallenge {
        @PostMapping("/wrong")
        @ContentRule(requireAuthorization = "()")
        void wrong() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "WrongSize      | 'maxContentLength' has the wrong value '50XB'    | such as 50MB",
                "WrongType      | 'contentTypes' has the wrong value 'video'       | is no media type",
                "WrongNumber    | 'maxConcurrent' has the wrong value '-1'         | write 1 or more",
                "WrongChallenge | 'requireAuthorization' has the wrong value '()'  | write for instance Bearer"
            })
    void aWrongValueStopsTheStartAndNamesTheMethod(String controller, String value, String cure) throws Exception {
        Class<?> type = Class.forName(ContentRuleTests.class.getName() + "$" + controller);
        SpringApplication application = new SpringApplication(NoController.class, type);

        assertThatException()
                .isThrownBy(() -> application.run("--server.port=0"))
                .withStackTraceContaining(
                        "@ContentRule on " + type.getName() + "#wrong[0 args]: the attribute " + value)
                .withStackTraceContaining(cure);
    }
}
