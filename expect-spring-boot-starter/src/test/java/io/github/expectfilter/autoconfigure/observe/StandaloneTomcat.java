package io.github.expectfilter.autoconfigure.observe;

import java.nio.file.Path;
import java.util.Set;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.SpringServletContainerInitializer;

/**
 * A Tomcat that Spring Boot did not start, with an application that was written as a WAR. A process of its own: Spring
 * Boot switches Tomcat's JMX registry off for the whole JVM.
 */
final class StandaloneTomcat {

    private StandaloneTomcat() {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    /** Public, because the servlet container's initializer calls its constructor. */
    public static final class WarInitializer extends SpringBootServletInitializer {

        @Override
        protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
            return builder.sources(App.class);
        }
    }

    /** Starts and stops. The arguments: a folder, then for each connector its port and its continueResponseTiming. */
    public static void main(String[] args) throws LifecycleException {
        Path folder = Path.of(args[0]);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        for (int i = 1; i < args.length; i += 2) {
            Connector connector = new Connector();
            connector.setPort(Integer.parseInt(args[i]));
            connector.setProperty("continueResponseTiming", args[i + 1]);
            tomcat.setConnector(connector);
        }
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(WarInitializer.class));
        tomcat.start();
        tomcat.stop();
        tomcat.destroy();
    }
}
