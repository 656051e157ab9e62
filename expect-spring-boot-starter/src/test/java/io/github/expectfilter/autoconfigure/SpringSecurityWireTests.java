package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security's CSRF filter asks for a parameter before anybody has looked at the credentials: the whole upload of
 * somebody unknown is received, and then answered 401 or 403. A rule in front of it takes the 401 from the header
 * section.
 */
class SpringSecurityWireTests {

    private static final String AUTHORIZATION = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.US_ASCII));

    private static final String CONTENT = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhello\r\n--b--\r\n";

    private ConfigurableApplicationContext context;

    @AfterEach
    void stop() {
        context.close();
    }

    private void start(Class<?> application, String... properties) {
        List<String> args = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.autoconfigure.exclude=",
                "--spring.security.user.name=user",
                "--spring.security.user.password=secret"));
        for (String property : properties) {
            args.add("--" + property);
        }
        context = new SpringApplication(application).run(args.toArray(String[]::new));
    }

    /** With everything that Spring Boot and Spring Security do by default. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Uploads.class)
    static class App {}

    /** As for an API: credentials with each request, no CSRF token. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Uploads.class)
    static class WithoutCsrf {

        @Bean
        SecurityFilterChain securityFilterChain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(basic -> {})
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }

    @RestController
    static class Uploads {

        @PostMapping("/upload")
        String upload(@RequestParam("a") String a) {
            return a;
        }
    }

    private RawClient post(String type, int length, String... headers) throws IOException {
        int port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
        List<String> lines = new ArrayList<>(List.of(
                "POST /upload HTTP/1.1",
                "Host: x",
                "Accept: application/json",
                "Expect: 100-continue",
                "Content-Type: " + type,
                "Content-Length: " + length));
        lines.addAll(List.of(headers));
        return RawClient.connect(port).sendHead(lines.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"multipart/form-data; boundary=b", "application/x-www-form-urlencoded"})
    void byItselfSpringSecurityReceivesTheUploadOfSomebodyUnknown(String type) throws IOException {
        start(App.class);

        try (RawClient client = post(type, CONTENT.length())) {
            assertThat(client.read().status()).as("the client is told to go on").isEqualTo(100);
            client.send(CONTENT);
            assertThat(client.read().status()).isIn(401, 403);
        }
    }

    @ParameterizedTest
    @CsvSource({"multipart/form-data; boundary=b", "application/x-www-form-urlencoded"})
    void withARuleInFrontOfItTheContentStaysWithTheClient(String type) throws IOException {
        start(App.class, "expect.rules[0].require-authorization=Basic realm=\"files\"");

        try (RawClient client = post(type, 1_000_000_000)) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"files\"");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.body()).contains("\"reason\":\"unauthorized\"");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void whoIsKnownUploadsAsBefore() throws IOException {
        start(WithoutCsrf.class, "expect.rules[0].require-authorization=Basic realm=\"files\"");

        try (RawClient client = post("multipart/form-data; boundary=b", CONTENT.length(), AUTHORIZATION)) {
            assertThat(client.read().status()).isEqualTo(100);
            client.send(CONTENT);
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
        }
    }

    @Test
    void whetherTheCredentialsAreRightIsLeftToSpringSecurity() throws IOException {
        start(WithoutCsrf.class, "expect.rules[0].require-authorization=Basic realm=\"files\"");

        try (RawClient client = post("multipart/form-data; boundary=b", 1_000_000, "Authorization: Basic eDp5")) {
            Answer answer = client.read();
            assertThat(answer.status()).as("and not a 100 before it").isEqualTo(401);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }
}
