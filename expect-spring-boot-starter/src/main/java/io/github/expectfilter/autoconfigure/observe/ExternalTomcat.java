package io.github.expectfilter.autoconfigure.observe;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import jakarta.servlet.ServletContext;

import io.github.expectfilter.autoconfigure.ContainerFacts;

/**
 * Asks a Tomcat into which the application was deployed, through JMX, how its connectors are set. The connectors belong
 * to all applications of that Tomcat: nothing is changed.
 */
final class ExternalTomcat {

    private static final String CURE = "Write in Tomcat's server.xml: ";

    private ExternalTomcat() {}

    static void check(ServletContext servletContext, ContainerFacts facts) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> handlers = Set.of();
        try {
            handlers = server.queryNames(new ObjectName(domain(servletContext) + ":type=ProtocolHandler,*"), null);
        } catch (JMException noSuchDomain) {
            // As good as none: the JMX registry of Tomcat can be switched off.
        }
        if (handlers.isEmpty()) {
            facts.couldNot(
                    "the connectors of Tomcat cannot be read through JMX; unless told otherwise they send 100 Continue"
                            + " before any filter",
                    CURE + "<Connector port=\"8080\" protocol=\"HTTP/1.1\" continueResponseTiming=\"onRead\" />");
        }
        for (ObjectName handler : handlers) {
            check(server, handler, facts);
        }
    }

    /** The MBeans of Tomcat are in a domain that has the name of its engine: Catalina, unless server.xml says another. */
    private static String domain(ServletContext servletContext) {
        String engineAndHost = servletContext.getVirtualServerName();
        int slash = engineAndHost.indexOf('/');
        return slash < 0 ? "*" : engineAndHost.substring(0, slash);
    }

    private static void check(MBeanServer server, ObjectName handler, ContainerFacts facts) {
        String port = handler.getKeyProperty("port");
        String name = "Tomcat's connector on port " + port;
        String timing;
        try {
            timing = String.valueOf(server.getAttribute(handler, "continueResponseTiming"));
        } catch (AttributeNotFoundException ajp) {
            facts.couldNot(
                    name + " does not speak HTTP: the proxy in front of it sends 100 Continue by itself",
                    "Let the proxy speak HTTP/1.1 to Tomcat");
            return;
        } catch (JMException cannotTell) {
            timing = "unknown";
        }
        if (timing.equals("onRead")) {
            facts.did(name + " sends 100 Continue when the application reads (continueResponseTiming=onRead)");
        } else {
            facts.couldNot(
                    name + " sends 100 Continue before any filter (continueResponseTiming=" + timing + ")",
                    CURE + "<Connector port=\"" + port
                            + "\" protocol=\"HTTP/1.1\" continueResponseTiming=\"onRead\" />");
        }
    }
}
