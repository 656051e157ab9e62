package io.github.expectfilter.autoconfigure.observe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.context.WebApplicationContext;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what is always known of the {@link ExpectFilter}: the inventory
 * of its decisions, and the self-check of the container at start.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "expect.enabled", matchIfMissing = true)
public final class ExpectObserveAutoConfiguration {

    @Bean
    ExpectInventory expectInventory() {
        return new ExpectInventory();
    }

    @Bean
    ContainerSelfCheck expectContainerSelfCheck(WebApplicationContext context, ContainerFacts facts) {
        return new ContainerSelfCheck(context, facts);
    }
}
