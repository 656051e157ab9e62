package io.github.expectfilter.autoconfigure.tomcat;

import org.apache.catalina.startup.Tomcat;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerSetup;
import io.github.expectfilter.autoconfigure.ExpectFilterAutoConfiguration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that sets an embedded Tomcat up for the {@link ExpectFilter}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ExpectFilterAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Tomcat.class, WebServerFactoryCustomizer.class})
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
public final class TomcatExpectAutoConfiguration {

    @Bean
    @ConditionalOnBooleanProperty(name = "expect.container.configure", matchIfMissing = true)
    ExpectTomcatCustomizer expectTomcatCustomizer(
            ObjectProvider<ExpectFilter> filters,
            ObjectProvider<FilterRegistrationBean<ExpectFilter>> registrations,
            ContainerFacts facts) {
        return new ExpectTomcatCustomizer(ContainerSetup.filter(filters, registrations), facts);
    }

    @Bean
    TomcatConnectorCheck expectTomcatConnectorCheck(ContainerFacts facts) {
        return new TomcatConnectorCheck(facts);
    }
}
