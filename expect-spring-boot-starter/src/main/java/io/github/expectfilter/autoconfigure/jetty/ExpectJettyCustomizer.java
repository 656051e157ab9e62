package io.github.expectfilter.autoconfigure.jetty;

import java.util.function.Supplier;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerSetup;

/**
 * Adds the {@link ExpectHandler} and the {@link ExpectErrorHandler} and, only if the configuration accepts more than
 * {@code 100-continue}, the {@link ExpectConnectionFactories}.
 */
final class ExpectJettyCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

    private final Supplier<ExpectFilter> filter;

    private final ContainerFacts facts;

    ExpectJettyCustomizer(Supplier<ExpectFilter> filter, ContainerFacts facts) {
        this.filter = filter;
        this.facts = facts;
    }

    @Override
    public void customize(WebServerFactory factory) {
        ContainerSetup.customize(factory, "addServerCustomizers", Server.class, this::customize);
    }

    private void customize(Server server) {
        if (filter.get().config().acceptsMoreThanContinue()) {
            ExpectConnectionFactories.install(
                    server, field -> filter.get().config().accepts(field));
        }
        // At the start the application's own customizers have run, so its handlers are there to be wrapped.
        server.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle starting) {
                if (!(server.getErrorHandler() instanceof ExpectErrorHandler)) {
                    ExpectErrorHandler.install(server, filter);
                    server.insertHandler(new ExpectHandler(filter));
                }
                facts.did("Jetty sends 100 Continue when the application reads");
                facts.did("Jetty's own 417 is answered in the words of the filter");
            }
        });
    }
}
