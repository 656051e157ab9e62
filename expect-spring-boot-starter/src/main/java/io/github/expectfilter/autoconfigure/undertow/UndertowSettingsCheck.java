package io.github.expectfilter.autoconfigure.undertow;

import java.util.Map;

import io.undertow.UndertowOptions;
import io.undertow.servlet.api.DeploymentInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerSetup;

/**
 * Tells by which settings Undertow answers before any filter: to an upgrade to HTTP/2 in cleartext, for which it reads the
 * content, and to content over its own limit. It changes nothing, so it works with
 * {@code expect.container.configure=false} too.
 */
final class UndertowSettingsCheck implements WebServerFactoryCustomizer<WebServerFactory> {

    private final ContainerFacts facts;
    private final Environment environment;

    UndertowSettingsCheck(ContainerFacts facts, Environment environment) {
        this.facts = facts;
        this.environment = environment;
    }

    @Override
    public void customize(WebServerFactory factory) {
        // When the server is made, so behind all customizers.
        ContainerSetup.customize(
                factory, "addDeploymentInfoCustomizers", DeploymentInfo.class, deployment -> check(factory));
    }

    private void check(WebServerFactory factory) {
        facts.did("Undertow sends 100 Continue when the application reads");
        if (factory instanceof AbstractConfigurableWebServerFactory configured
                && isEnabled(configured.getHttp2())
                && !Ssl.isEnabled(configured.getSsl())) {
            facts.couldNot(
                    "Undertow sends 100 Continue before any filter to a request that upgrades to h2c",
                    "Set server.http2.enabled=false, or have the proxy in front take the Upgrade header field off");
        }
        if (hasDefaultLimit()) {
            facts.couldNot(
                    "Undertow answers content of more than "
                            + DataSize.ofBytes(UndertowOptions.DEFAULT_MAX_ENTITY_SIZE)
                                    .toMegabytes()
                            + " MB with an empty 500 before any filter",
                    "Set server.undertow.max-http-post-size to more than any client announces, and the limits in"
                            + " expect.rules");
        }
    }

    private static boolean isEnabled(@Nullable Http2 http2) {
        return http2 != null && http2.isEnabled();
    }

    private boolean hasDefaultLimit() {
        Binder binder = Binder.get(environment);
        // Spring Boot leaves a size away that is not positive.
        return binder.bind("server.undertow.max-http-post-size", DataSize.class)
                        .map(size -> size.toBytes() <= 0)
                        .orElse(true)
                && binder
                        .bind("server.undertow.options.server", Bindable.mapOf(String.class, String.class))
                        .orElse(Map.of())
                        .keySet()
                        .stream()
                        .noneMatch(option -> option.replaceAll("[-_]", "").equalsIgnoreCase("maxEntitySize"));
    }
}
