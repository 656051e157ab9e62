package io.github.expectfilter.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

import io.github.expectfilter.ExpectFilter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that stops the start when {@code expect.enabled} is neither
 * {@code true} nor {@code false}: conditions would take a mistyped {@code true} for {@code false}, and let everything pass
 * the {@link ExpectFilter}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ExpectFilterAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("expect.enabled")
public final class ExpectSwitchAutoConfiguration {

    ExpectSwitchAutoConfiguration(Environment environment) {
        String value = environment.getProperty("expect.enabled");
        if (!"true".equalsIgnoreCase(value)) {
            throw new InvalidConfigurationPropertyValueException("expect.enabled", value, "Write true or false.");
        }
    }
}
