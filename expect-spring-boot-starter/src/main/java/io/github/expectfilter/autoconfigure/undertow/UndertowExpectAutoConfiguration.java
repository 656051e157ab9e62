package io.github.expectfilter.autoconfigure.undertow;

import io.undertow.servlet.api.DeploymentInfo;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerSetup;
import io.github.expectfilter.autoconfigure.ExpectFilterAutoConfiguration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that sets an embedded Undertow up for the
 * {@link ExpectFilter}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ExpectFilterAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({DeploymentInfo.class, WebServerFactoryCustomizer.class})
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
public final class UndertowExpectAutoConfiguration {

    @Bean
    @ConditionalOnBooleanProperty(name = "expect.container.configure", matchIfMissing = true)
    ExpectUndertowCustomizer expectUndertowCustomizer(
            ObjectProvider<ExpectFilter> filters, ObjectProvider<FilterRegistrationBean<ExpectFilter>> registrations) {
        return new ExpectUndertowCustomizer(ContainerSetup.filter(filters, registrations));
    }

    @Bean
    UndertowSettingsCheck expectUndertowSettingsCheck(ContainerFacts facts, Environment environment) {
        return new UndertowSettingsCheck(facts, environment);
    }
}
