package io.github.expectfilter.autoconfigure.tomcat;

import java.lang.reflect.Method;

import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

import io.github.expectfilter.autoconfigure.ContainerFacts;

/**
 * Reads, from the connectors themselves, whether Tomcat holds its {@code 100 Continue} back until the filter has
 * decided. It changes nothing, so it works with {@code expect.container.configure=false} too.
 */
final class TomcatConnectorCheck implements WebServerFactoryCustomizer<WebServerFactory>, LifecycleListener {

    private final ContainerFacts facts;

    TomcatConnectorCheck(ContainerFacts facts) {
        this.facts = facts;
    }

    @Override
    public void customize(WebServerFactory factory) {
        Method add = ReflectionUtils.findMethod(
                factory.getClass(), "addContextLifecycleListeners", LifecycleListener[].class);
        if (add != null) {
            ReflectionUtils.invokeMethod(add, factory, (Object) new LifecycleListener[] {this});
        }
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        // The valve has set the connectors up by now; right after this Spring Boot hides them until the very end.
        if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())
                && event.getLifecycle() instanceof Context context
                && context.getParent().getParent() instanceof Engine engine) {
            for (Connector connector : engine.getService().findConnectors()) {
                check(connector);
            }
        }
    }

    private void check(Connector connector) {
        String name =
                "Tomcat's connector on " + (connector.getPort() == 0 ? "a free port" : "port " + connector.getPort());
        if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
            facts.couldNot(
                    name + " does not speak HTTP: the proxy in front of it sends 100 Continue by itself",
                    "Let the proxy speak HTTP/1.1 to Tomcat");
            return;
        }
        if (!protocol.getContinueResponseTiming().equals("onRead")) {
            facts.couldNot(
                    name + " sends 100 Continue before any filter",
                    "Set expect.container.configure=true, or call setContinueResponseTiming(\"onRead\") on its"
                            + " protocol handler in a TomcatConnectorCustomizer");
            return;
        }
        facts.did(name + " sends 100 Continue when the application reads (continueResponseTiming=onRead)");
        if (!protocol.isSSLEnabled() && upgradesToHttp2(protocol)) {
            facts.couldNot(
                    name + " sends 100 Continue before any filter to a request that upgrades to h2c",
                    "Set server.http2.enabled=false, or have the proxy in front take the Upgrade header field off");
        }
    }

    private static boolean upgradesToHttp2(AbstractHttp11Protocol<?> protocol) {
        for (UpgradeProtocol upgrade : protocol.findUpgradeProtocols()) {
            if ("h2c".equals(upgrade.getHttpUpgradeName(false))) {
                return true;
            }
        }
        return false;
    }
}
