package io.github.expectfilter.autoconfigure;

import java.util.List;

import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.expectfilter.AdmissionCheck;
import io.github.expectfilter.ExpectField;
import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectFilterConfig;
import io.github.expectfilter.ExpectFilterConfig.ContinueTiming;
import io.github.expectfilter.ExpectFilterConfig.Syntax;
import io.github.expectfilter.ExpectFilterConfig.Unsupported;
import io.github.expectfilter.ExpectationDecision;
import io.github.expectfilter.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class ExpectFilterAutoConfigurationTests {

    private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExpectFilterAutoConfiguration.class));

    @Test
    void runsOnTheSpringBootThatTheBuildSays() {
        String expected = System.getProperty("expected.spring-boot");
        assertThat(SpringBootVersion.getVersion()).isEqualTo(expected);
    }

    @Test
    void registersTheFilterBeforeWhateverReads() {
        contextRunner.run(context -> {
            FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);
            assertThat(registration.getFilter()).isInstanceOf(ExpectFilter.class);
            assertThat(registration.getOrder()).isEqualTo(Integer.MIN_VALUE + 10);
            assertThat(registration.getUrlPatterns()).containsExactly("/*");
            assertThat(registration.isAsyncSupported()).isTrue();
            assertThat(registration.determineDispatcherTypes()).containsExactly(DispatcherType.REQUEST);
            assertThat(configOf(registration))
                    .hasToString(ExpectFilterConfig.defaults().toString());
        });
    }

    @Test
    void appliesTheProperties() {
        contextRunner
                .withPropertyValues(
                        "expect.enforce=false",
                        "expect.supported=100-continue, x-quota",
                        "expect.unsupported=ignore",
                        "expect.syntax=lenient",
                        "expect.continue-timing=on-accept",
                        "expect.rules[0].paths=/files/**, /more/{name}",
                        "expect.rules[0].methods=PUT,POST",
                        "expect.rules[0].max-content-length=50MB",
                        "expect.rules[0].content-types=video/*",
                        "expect.rules[0].require-content-length=true",
                        "expect.rules[0].require-authorization=Basic realm=\"files\"",
                        "expect.rules[0].max-concurrent=20",
                        "expect.rejection.drain=1KB",
                        "expect.rejection.drain-timeout=3s",
                        "expect.decision-endpoint.path=/b/decide",
                        "expect.filter.order=7",
                        "expect.filter.url-patterns=/a/*,/b/*")
                .run(context -> {
                    FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);
                    ExpectFilterConfig config = configOf(registration);
                    assertThat(config.enforce()).isFalse();
                    assertThat(config.supported()).containsExactlyInAnyOrder("100-continue", "x-quota");
                    assertThat(config.unsupported()).isEqualTo(Unsupported.IGNORE);
                    assertThat(config.syntax()).isEqualTo(Syntax.LENIENT);
                    assertThat(config.continueTiming()).isEqualTo(ContinueTiming.ON_ACCEPT);
                    assertThat(config.rules())
                            .hasToString(
                                    "[/files/**,/more/{name} methods=[POST, PUT] max-content-length=52428800"
                                            + " content-types=[video/*] require-content-length require-authorization max-concurrent=20]");
                    assertThat(config.rejectionDrain()).isEqualTo(1024);
                    assertThat(config.rejectionDrainTimeout()).hasSeconds(3);
                    assertThat(config.decisionEndpointPath()).isEqualTo("/b/decide");
                    assertThat(registration.getOrder()).isEqualTo(7);
                    assertThat(registration.getUrlPatterns()).containsExactly("/a/*", "/b/*");
                });
    }

    @Test
    void anEmptyListOfSupportedExpectationsIsEmpty() {
        contextRunner
                .withPropertyValues("expect.supported=")
                .run(context -> assertThat(configOf(context.getBean(FilterRegistrationBean.class))
                                .supported())
                        .isEmpty());
    }

    @Test
    void customizersHaveTheLastWord() {
        contextRunner
                .withPropertyValues("expect.syntax=lenient")
                .withBean(ExpectFilterConfigCustomizer.class, () -> builder -> builder.syntax(Syntax.STRICT))
                .run(context -> assertThat(configOf(context.getBean(FilterRegistrationBean.class))
                                .syntax())
                        .isEqualTo(Syntax.STRICT));
    }

    @Test
    void checksAreAskedInTheirOrder() {
        contextRunner.withUserConfiguration(Checks.class).run(context -> {
            MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
            request.setProtocol("HTTP/1.1");
            request.setContent(new byte[5]);
            ExpectationDecision decision = configOf(context.getBean(FilterRegistrationBean.class))
                    .policy()
                    .decide(request, ExpectField.of(request));
            assertThat(decision).hasToString("reject 402 check");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Checks {

        @Bean
        @Order(2)
        AdmissionCheck second() {
            return request -> Rejection.of(403, "second");
        }

        @Bean
        @Order(1)
        AdmissionCheck first() {
            return request -> Rejection.of(402, "first");
        }
    }

    @Test
    void backsOffBehindTheUsersFilter() {
        contextRunner
                .withBean(ExpectFilter.class, () -> new ExpectFilter(ExpectFilterConfig.defaults()))
                .run(context -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Test
    void backsOffBehindTheUsersRegistration() {
        contextRunner.withUserConfiguration(OwnRegistration.class).run(context -> {
            assertThat(context).hasSingleBean(FilterRegistrationBean.class);
            assertThat(context.getBean(FilterRegistrationBean.class).getOrder()).isEqualTo(42);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRegistration {

        @Bean
        FilterRegistrationBean<ExpectFilter> ownFilter() {
            FilterRegistrationBean<ExpectFilter> registration =
                    new FilterRegistrationBean<>(new ExpectFilter(ExpectFilterConfig.defaults()));
            registration.setOrder(42);
            return registration;
        }
    }

    @Test
    void canBeSwitchedOff() {
        contextRunner
                .withPropertyValues("expect.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Test
    void staysOutOfApplicationsWithoutServlets() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ExpectFilterAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expect.supported                     | a b=c          | is no expectation",
                "expect.rules[0].content-types        | video          | is no media type",
                "expect.rules[0].methods              | put            | write it in upper case",
                "expect.rules[0].max-content-length   | -5MB           | cannot be negative",
                "expect.rules[0].paths                | files/**       | a path pattern begins with '/'",
                "expect.rules[0].paths                | /a/{b          | close capture",
                "expect.rules[0].require-authorization| ()             | is no challenge",
                "expect.rules[0].max-concurrent       | 0              | write 1 or more",
                "expect.rejection.drain               | -1B            | cannot be negative",
                "expect.rejection.drain-timeout       | 0s             | write a longer time",
                "expect.decision-endpoint.path        | decide         | write one path without wildcard",
                "expect.decision-endpoint.path        | /decide/**     | write one path without wildcard",
                "expect.rejection.bodiless-user-agents| ,x             | would match every client",
                "expect.rejection.headers.connection  | x              | belongs to the connection",
                "expect.rejection.headers.x-a         | é              | visible ASCII characters",
                "expect.rejection.headers.retry-after | 1              | is set by the Expect filter",
                "expect.rejection.templates.html      | classpath:none.html | There is no such resource",
                "expect.rejection.templates.text      | classpath:rejection/latin1.txt | is not UTF-8 text",
                "expect.rejection.templates.json      | classpath:rejection/unknown-placeholder.json | no placeholder {path}"
            })
    void aWrongValueStopsTheStartAndNamesTheProperty(String name, String value, String reason) {
        contextRunner
                .withPropertyValues(name + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                            assertThat(failure.getName()).isEqualTo(name);
                            assertThat(failure.getReason()).contains(reason);
                        }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/*       | /decide    | true",
                "/b/*     | /b/decide  | true",
                "/b/*     | /b         | true",
                "/b/*     | /bdecide   | false",
                "/decide  | /decide    | true",
                "/b/*     | /decide    | false",
                "*.it     | /decide.it | true",
                "*.it     | /decide    | false"
            })
    void theFilterMustCoverItsDecisionEndpoint(String urlPattern, String path, boolean covered) {
        contextRunner
                .withPropertyValues("expect.filter.url-patterns=/a/*," + urlPattern)
                .withPropertyValues("expect.decision-endpoint.path=" + path)
                .run(context -> {
                    if (covered) {
                        assertThat(context).hasNotFailed();
                        return;
                    }
                    assertThat(context)
                            .getFailure()
                            .rootCause()
                            .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                                assertThat(failure.getName()).isEqualTo("expect.decision-endpoint.path");
                                assertThat(failure.getValue()).isEqualTo(path);
                                assertThat(failure.getReason())
                                        .startsWith("expect.filter.url-patterns is [/a/*, " + urlPattern + "]")
                                        .contains("Add the path there");
                            });
                });
    }

    /** The whole start, because only then the failure is worded. */
    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    class StartTests {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "expect.suported=x       | Property: expect.suported      | Value: \"x\" | expect.supported",
                    "expect.rules[0].path=/a | Property: expect.rules[0].path | Value: \"/a\"| expect.rules[n].paths",
                    "expect.syntax=strikt    | Property: expect.syntax        | Value: \"strikt\" | Write one of [strict, lenient]",
                    "expect.rules[0].max-content-length=50XB | Property: expect.rules[0].max-content-length | Value: \"50XB\" | such as 50MB",
                    "expect.rejection.drain-timeout=2x | Property: expect.rejection.drain-timeout | Value: \"2x\" | such as 2s or 500ms",
                    "expect.enabled=perhaps  | 'expect.enabled'               | Invalid value 'perhaps' | Write true or false",
                    "expect.enabled=         | 'expect.enabled'               | Invalid value ''     | Write true or false",
                    "expect.enforce=maybe    | Property: expect.enforce       | Value: \"maybe\" | Write true or false",
                    "expect.rejection.type=a b | Property: expect.rejection.type | Value: \"a b\" | RFC 3986",
                    "expect.rejection.format=xml | Property: expect.rejection.format | Value: \"xml\" | [auto, problem, html, text, none]",
                    "expect.rejection.header.a=b | Property: expect.rejection.header.a | Value: \"b\" | expect.rejection.headers.*",
                    "expect.rejection.templates.html=classpath:no | 'expect.rejection.templates.html' | Invalid value | There is no such resource",
                    "expect.rejection.headers.Upgrade=h2c | 'expect.rejection.headers.upgrade' | Invalid value 'h2c' | belongs to the connection",
                    "expect.decision-endpoint.path=/a?b | 'expect.decision-endpoint.path' | Invalid value '/a?b' | such as /expect-decision",
                    "expect.filter.order=x   | Property: expect.filter.order  | Value: \"x\" | type int",
                    "expect.supported=a b    | configuration property 'expect.supported' | Invalid value | write the name only"
                })
        void saysNameValuePlaceAndCure(String property, String name, String value, String cure, CapturedOutput output) {
            SpringApplication application = new SpringApplication(App.class);
            List<String> args = List.of("--server.port=0", "--" + property);

            assertThatException().isThrownBy(() -> application.run(args.toArray(String[]::new)));

            assertThat(output.getOut())
                    .contains(name)
                    .contains(value)
                    .contains("commandLineArgs")
                    .contains(cure);
        }
    }

    private static ExpectFilterConfig configOf(FilterRegistrationBean<?> registration) {
        return ((ExpectFilter) registration.getFilter()).config();
    }
}
