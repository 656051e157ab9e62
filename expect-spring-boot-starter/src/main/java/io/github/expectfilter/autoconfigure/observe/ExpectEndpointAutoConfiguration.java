package io.github.expectfilter.autoconfigure.observe;

import jakarta.servlet.ServletContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerSetup;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the read-only Actuator endpoint {@code expect}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ExpectObserveAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ExpectEndpoint.class)
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
public final class ExpectEndpointAutoConfiguration {

    @Bean
    ExpectEndpoint expectEndpoint(
            ObjectProvider<ExpectFilter> filters,
            ObjectProvider<FilterRegistrationBean<ExpectFilter>> registrations,
            ServletContext servletContext,
            ContainerFacts facts,
            ExpectInventory inventory) {
        return new ExpectEndpoint(ContainerSetup.filter(filters, registrations), servletContext, facts, inventory);
    }
}
