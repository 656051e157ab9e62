package io.github.expectfilter.autoconfigure.observe;

import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.GenericWebApplicationContext;

import io.github.expectfilter.autoconfigure.ExpectFilterAutoConfiguration;
import io.github.expectfilter.autoconfigure.ExpectProperties;
import io.github.expectfilter.autoconfigure.tomcat.TomcatExpectAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code process-aot} makes of the auto-configuration; the sample runs it. */
class AotProcessingTests {

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        EndpointAutoConfiguration.class,
        ExpectFilterAutoConfiguration.class,
        ExpectObserveAutoConfiguration.class,
        ExpectMetersAutoConfiguration.class,
        ExpectEndpointAutoConfiguration.class,
        TomcatExpectAutoConfiguration.class
    })
    static class App {}

    @Test
    void generatesTheBeansAndTheHints() {
        GenericWebApplicationContext context = new GenericWebApplicationContext(new MockServletContext());
        TestPropertyValues.of("management.endpoints.web.exposure.include=expect")
                .applyTo(context.getEnvironment());
        new AnnotatedBeanDefinitionReader(context).register(App.class);
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(App.class)), files);

        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        generation.writeGeneratedContent();

        assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
                .anyMatch(file -> file.contains("ExpectFilterAutoConfiguration__BeanDefinitions"))
                .anyMatch(file -> file.contains("ExpectObserveAutoConfiguration__BeanDefinitions"))
                .anyMatch(file -> file.contains("ExpectMetersAutoConfiguration__BeanDefinitions"))
                .anyMatch(file -> file.contains("ExpectEndpointAutoConfiguration__BeanDefinitions"))
                .anyMatch(file -> file.contains("TomcatExpectAutoConfiguration__BeanDefinitions"));
        ReflectionHints hints = generation.getRuntimeHints().reflection();
        // Bound from properties, and written as JSON.
        for (Class<?> type : new Class<?>[] {
            ExpectProperties.class, ExpectProperties.Rule.class, ExpectEndpoint.Report.class, ExpectInventory.Sent.class
        }) {
            assertThat(hints.getTypeHint(type)).as(type.getName()).isNotNull();
        }
        assertThat(hints.getTypeHint(ExpectEndpoint.class).methods())
                .anyMatch(method -> method.getName().equals("report"));
        context.close();
    }
}
