package io.github.expectfilter.autoconfigure.undertow;

import io.undertow.servlet.api.DeploymentInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerSetup;

/**
 * Tells whether Undertow takes an upgrade to HTTP/2 in cleartext, for which it reads the content before any filter. It
 * changes nothing, so it works with {@code expect.container.configure=false} too.
 */
final class UndertowUpgradeCheck implements WebServerFactoryCustomizer<WebServerFactory> {

    private final ContainerFacts facts;

    UndertowUpgradeCheck(ContainerFacts facts) {
        this.facts = facts;
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
    }

    private static boolean isEnabled(@Nullable Http2 http2) {
        return http2 != null && http2.isEnabled();
    }
}
