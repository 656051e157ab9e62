package io.github.expectfilter.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link ContentRule} annotations on Spring MVC controllers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ExpectFilterAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RequestMappingHandlerMapping.class)
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
public final class ContentRuleAutoConfiguration {

    @Bean
    ContentRules expectContentRules(
            ObjectProvider<RequestMappingHandlerMapping> handlerMappings,
            ExpectProperties properties,
            Environment environment) {
        return new ContentRules(handlerMappings, properties, environment);
    }
}
