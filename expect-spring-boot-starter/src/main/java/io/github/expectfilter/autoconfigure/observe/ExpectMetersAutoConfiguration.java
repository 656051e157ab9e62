package io.github.expectfilter.autoconfigure.observe;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

import io.github.expectfilter.ExpectFilter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the Micrometer meters of the {@link ExpectFilter}.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
public final class ExpectMetersAutoConfiguration {

    /**
     * The filter is made before the registries are, so they are looked up with the first decision; that makes their
     * auto-configuration's name, which differs between the Spring Boots, and its order irrelevant.
     */
    @Bean
    ExpectMeters expectMeters(ObjectProvider<MeterRegistry> registries) {
        return new ExpectMeters(SingletonSupplier.of(() -> {
            // The primary one of several is Spring Boot's composite of all of them.
            MeterRegistry only = registries.getIfUnique();
            return only != null ? List.of(only) : registries.stream().toList();
        }));
    }
}
