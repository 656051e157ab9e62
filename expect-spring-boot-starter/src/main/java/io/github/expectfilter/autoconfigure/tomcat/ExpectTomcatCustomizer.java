package io.github.expectfilter.autoconfigure.tomcat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Supplier;

import org.apache.catalina.Valve;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;

/**
 * Adds the {@link ExpectValve} and, only if the configuration accepts more than {@code 100-continue}, the
 * {@link ExpectHttp11NioProtocol}. The factory's type moved between Spring Boot 3.5 and 4.0, its methods did not.
 */
final class ExpectTomcatCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

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
                setProtocol(factory);
            }
        }
    }

    private static void setProtocol(WebServerFactory factory) {
        Method setProtocol = ReflectionUtils.findMethod(factory.getClass(), "setProtocol", String.class);
        if (setProtocol != null && hasDefaultProtocol(factory)) {
            ReflectionUtils.invokeMethod(setProtocol, factory, ExpectHttp11NioProtocol.class.getName());
        }
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
