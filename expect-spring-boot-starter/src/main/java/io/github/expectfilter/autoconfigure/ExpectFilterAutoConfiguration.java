package io.github.expectfilter.autoconfigure;

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

import io.github.expectfilter.AdmissionCheck;
import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectFilterConfig;
import io.github.expectfilter.ExpectFilterListener;
import io.github.expectfilter.RejectionHandler;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link ExpectFilter}. A user's own {@link ExpectFilter} or
 * {@code FilterRegistrationBean<ExpectFilter>} wins. Beans of the type {@link ExpectFilterListener} are told of the
 * decisions.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ExpectProperties.class)
public final class ExpectFilterAutoConfiguration {

    @Bean
    ContainerFacts expectContainerFacts() {
        return new ContainerFacts();
    }

    @Bean
    @ConditionalOnMissingBean(value = ExpectFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<ExpectFilter> expectFilter(
            ExpectProperties properties,
            ObjectProvider<AdmissionCheck> checks,
            ObjectProvider<ExpectFilterListener> listeners,
            ObjectProvider<RejectionHandler> rejectionHandler,
            ObjectProvider<ExpectFilterConfigCustomizer> customizers) {
        ExpectFilterConfig.Builder config = ExpectFilterConfigFactory.configure(properties);
        RuleOverlaps.report(ExpectFilterConfigFactory.overlapsOf(properties.rules()), 1);
        checks.orderedStream().forEach(config::check);
        listeners.orderedStream().forEach(config::listener);
        rejectionHandler.ifAvailable(config::rejectionHandler);
        customizers.orderedStream().forEach(customizer -> customizer.customize(config));
        FilterRegistrationBean<ExpectFilter> registration =
                new FilterRegistrationBean<>(new ExpectFilter(config.build()));
        registration.setName("expectFilter");
        registration.setOrder(properties.filter().order());
        registration.setUrlPatterns(properties.filter().urlPatterns());
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        registration.setAsyncSupported(true);
        return registration;
    }
}
