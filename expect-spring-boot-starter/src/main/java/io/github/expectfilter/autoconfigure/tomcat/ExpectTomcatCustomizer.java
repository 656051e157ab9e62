package io.github.expectfilter.autoconfigure.tomcat;

import java.lang.reflect.Method;
import java.util.function.Supplier;

import org.apache.catalina.Valve;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

import io.github.expectfilter.ExpectFilter;

/**
 * Adds the {@link ExpectValve}. The factory's type moved between Spring Boot 3.5 and 4.0, its method did not: looking
 * the method up is what lets one jar serve both.
 */
final class ExpectTomcatCustomizer implements WebServerFactoryCustomizer<WebServerFactory> {

    private final Supplier<ExpectFilter> filter;

    ExpectTomcatCustomizer(Supplier<ExpectFilter> filter) {
        this.filter = filter;
    }

    @Override
    public void customize(WebServerFactory factory) {
        Method addEngineValves = ReflectionUtils.findMethod(factory.getClass(), "addEngineValves", Valve[].class);
        if (addEngineValves != null) {
            ReflectionUtils.invokeMethod(addEngineValves, factory, (Object) new Valve[] {new ExpectValve(filter)});
        }
    }
}
