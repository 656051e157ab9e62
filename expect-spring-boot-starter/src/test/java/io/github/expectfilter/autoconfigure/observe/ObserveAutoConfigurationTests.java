package io.github.expectfilter.autoconfigure.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.expectfilter.ExpectFilterListener;
import io.github.expectfilter.autoconfigure.ExpectFilterAutoConfiguration;
import io.github.expectfilter.autoconfigure.tomcat.TomcatExpectAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class ObserveAutoConfigurationTests {

    private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    EndpointAutoConfiguration.class,
                    ExpectFilterAutoConfiguration.class,
                    ExpectObserveAutoConfiguration.class,
                    ExpectMetersAutoConfiguration.class,
                    ExpectEndpointAutoConfiguration.class,
                    TomcatExpectAutoConfiguration.class));

    /** A request that is rejected, with 100 bytes of content that stay with the client. */
    private static void reject(ApplicationContext context) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/");
        request.setProtocol("HTTP/1.1");
        request.addHeader("Expect", "x-unknown");
        request.setContent(new byte[100]);
        MockHttpServletResponse response = new MockHttpServletResponse();
        Filter filter = context.getBean(FilterRegistrationBean.class).getFilter();
        filter.doFilter(request, response, new MockFilterChain());
        assertThat(response.getStatus()).isEqualTo(417);
    }

    private static void assertCounted(MeterRegistry registry) {
        Counter counter = registry.get("expect.requests")
                .tags("decision", "reject", "reason", "unsupported-expectation", "status", "417", "enforced", "true")
                .counter();
        assertThat(counter.count()).isEqualTo(1);
        assertThat(registry.get("expect.rejected.content").summary().totalAmount())
                .isEqualTo(100);
    }

    @Test
    void countsInTheRegistry() {
        contextRunner.withBean(SimpleMeterRegistry.class).run(context -> {
            reject(context);
            assertCounted(context.getBean(MeterRegistry.class));
        });
    }

    @Test
    void countsInEachOfSeveralRegistries() {
        contextRunner
                .withBean("one", SimpleMeterRegistry.class)
                .withBean("two", SimpleMeterRegistry.class)
                .run(context -> {
                    reject(context);
                    assertCounted(context.getBean("one", MeterRegistry.class));
                    assertCounted(context.getBean("two", MeterRegistry.class));
                });
    }

    @Test
    void countsOnceWhereAPrimaryRegistryHoldsTheOthers() {
        SimpleMeterRegistry member = new SimpleMeterRegistry();
        contextRunner
                .withBean("member", MeterRegistry.class, () -> member)
                .withBean(
                        "all",
                        MeterRegistry.class,
                        () -> new CompositeMeterRegistry().add(member),
                        definition -> definition.setPrimary(true))
                .run(context -> {
                    reject(context);
                    assertCounted(member);
                });
    }

    @Test
    void worksWithoutARegistry() {
        contextRunner.run(context -> {
            reject(context);
            assertThat(context.getBean(ExpectInventory.class).decisions()).hasSize(1);
        });
    }

    @Test
    void worksWithoutMicrometer() {
        contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer")).run(context -> {
            reject(context);
            assertThat(context).doesNotHaveBean("expectMeters");
        });
    }

    @Test
    void worksWithoutActuator() {
        contextRunner
                .withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> {
                    reject(context);
                    assertThat(context).doesNotHaveBean("expectEndpoint");
                });
    }

    /** An application for an external Tomcat has Tomcat's classes, but on Spring Boot 4 not those of embedded servers. */
    @Test
    void worksWithoutAnEmbeddedServer() {
        contextRunner
                .withClassLoader(new FilteredClassLoader(WebServerFactoryCustomizer.class.getPackageName()))
                .run(context -> {
                    reject(context);
                    assertThat(context).doesNotHaveBean("expectTomcatConnectorCheck");
                });
    }

    @Test
    void theEndpointIsNotExposedByDefault() {
        contextRunner.run(context -> assertThat(context).doesNotHaveBean(ExpectEndpoint.class));
    }

    @Test
    void theEndpointCanBeExposedAndSwitchedOff() {
        WebApplicationContextRunner exposed =
                contextRunner.withPropertyValues("management.endpoints.web.exposure.include=expect");
        exposed.run(context -> assertThat(context).hasSingleBean(ExpectEndpoint.class));
        exposed.withPropertyValues("management.endpoint.expect.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(ExpectEndpoint.class));
    }

    @Test
    void listenersOfTheApplicationAreTold() {
        StringBuilder told = new StringBuilder();
        contextRunner
                .withBean(ExpectFilterListener.class, () -> event -> told.append(event.decision()))
                .run(context -> {
                    reject(context);
                    assertThat(told).hasToString("reject 417 unsupported-expectation");
                });
    }

    @Test
    void nothingIsThereWhenTheFilterIsSwitchedOff() {
        contextRunner
                .withPropertyValues("expect.enabled=false", "management.endpoints.web.exposure.include=*")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(ExpectFilterListener.class);
                    assertThat(context).doesNotHaveBean(ExpectEndpoint.class);
                    assertThat(context).doesNotHaveBean(ContainerSelfCheck.class);
                });
    }
}
