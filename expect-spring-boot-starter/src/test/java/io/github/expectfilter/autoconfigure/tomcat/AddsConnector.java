package io.github.expectfilter.autoconfigure.tomcat;

import java.lang.reflect.Method;
import java.util.Arrays;

import org.apache.catalina.connector.Connector;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.ReflectionUtils;

/** Adds a connector to an embedded Tomcat. The factory's type has another name in each Spring Boot. */
public record AddsConnector(Connector connector) implements WebServerFactoryCustomizer<WebServerFactory> {

    @Override
    public void customize(WebServerFactory factory) {
        Method[] methods = ReflectionUtils.getAllDeclaredMethods(factory.getClass());
        Method add = Arrays.stream(methods)
                .filter(method -> method.getName().matches("addAdditional(Tomcat)?Connectors"))
                .findFirst()
                .orElseThrow();
        ReflectionUtils.invokeMethod(add, factory, (Object) new Connector[] {connector});
    }
}
