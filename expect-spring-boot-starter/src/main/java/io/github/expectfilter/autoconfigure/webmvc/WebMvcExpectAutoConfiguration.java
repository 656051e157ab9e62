package io.github.expectfilter.autoconfigure.webmvc;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.HandlerExceptionResolver;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectationFailedException;
import io.github.expectfilter.autoconfigure.ContainerSetup;
import io.github.expectfilter.autoconfigure.ExpectFilterAutoConfiguration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that answers an {@link ExpectationFailedException} of Spring MVC.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ExpectFilterAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(HandlerExceptionResolver.class)
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
public final class WebMvcExpectAutoConfiguration {

    @Bean
    ExpectationFailedExceptionResolver expectationFailedExceptionResolver(
            ObjectProvider<ExpectFilter> filters, ObjectProvider<FilterRegistrationBean<ExpectFilter>> registrations) {
        return new ExpectationFailedExceptionResolver(ContainerSetup.filter(filters, registrations));
    }
}
