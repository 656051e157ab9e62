package io.github.expectfilter.autoconfigure.tomcat;

import java.lang.reflect.Method;
import java.util.function.Supplier;

import org.apache.catalina.Valve;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.autoconfigure.ContainerFacts;

/**
 * Adds the {@link ExpectValve}. The factory's type moved between Spring Boot 3.5 and 4.0, its method did not: looking
 * the method up is what lets one jar serve both.
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
        }
    }
}
