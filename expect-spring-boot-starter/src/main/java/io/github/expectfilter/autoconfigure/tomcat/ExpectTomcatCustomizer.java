package io.github.expectfilter.autoconfigure.tomcat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Supplier;

import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;
import io.github.expectfilter.autoconfigure.ContainerSetup;

/**
 * Adds the {@link ExpectValve} and, only if the configuration accepts more than {@code 100-continue}, the
 * {@link ExpectHttp11NioProtocol}. The factory's type moved between Spring Boot 3.5 and 4.0, its methods did not.
 */
final class ExpectTomcatCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

    private static final Log logger = LogFactory.getLog(ExpectTomcatCustomizer.class);

    private final Supplier<ExpectFilter> filter;

    private final ContainerFacts facts;

    ExpectTomcatCustomizer(Supplier<ExpectFilter> filter, ContainerFacts facts) {
        this.filter = filter;
        this.facts = facts;
    }

    @Override
    public void customize(WebServerFactory factory) {
        Method addEngineValves = ReflectionUtils.findMethod(factory.getClass(), "addEngineValves", Valve[].class);
        if (addEngineValves != null) {
            ReflectionUtils.invokeMethod(
                    addEngineValves, factory, (Object) new Valve[] {new ExpectValve(filter, facts)});
            if (filter.get().config().acceptsMoreThanContinue()) {
                acceptMoreThanContinue(factory);
            }
        }
    }

    private void acceptMoreThanContinue(WebServerFactory factory) {
        Method setProtocol = ReflectionUtils.findMethod(factory.getClass(), "setProtocol", String.class);
        if (setProtocol != null && hasDefaultProtocol(factory)) {
            ReflectionUtils.invokeMethod(setProtocol, factory, ExpectHttp11NioProtocol.class.getName());
        }
        ContainerSetup.customize(factory, "addConnectorCustomizers", Connector.class, connector -> {
            if (connector.getProtocolHandler() instanceof ExpectHttp11NioProtocol protocol) {
                protocol.accept(field -> filter.get().config().accepts(field));
                logger.info("Tomcat is kept from answering 417 to what the Expect filter accepts, by the protocol "
                        + ExpectHttp11NioProtocol.class.getName() + " of " + connector);
            } else {
                logger.warn(connector + " has a protocol of its own: there Tomcat answers 417 to every expectation but"
                        + " 100-continue, whatever expect.supported, expect.unsupported and expect.syntax say");
            }
        });
    }

    /** There is no getter; a factory that hides the field is taken to be an ordinary one. */
    private static boolean hasDefaultProtocol(WebServerFactory factory) {
        Field field = ReflectionUtils.findField(factory.getClass(), "protocol", String.class);
        if (field == null) {
            return true;
        }
        ReflectionUtils.makeAccessible(field);
        return Http11NioProtocol.class.getName().equals(ReflectionUtils.getField(field, factory));
    }
}
