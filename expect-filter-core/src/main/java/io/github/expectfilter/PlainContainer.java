package io.github.expectfilter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import jakarta.servlet.ServletContext;

/**
 * What the filter by itself can find out about the container of a plain WAR, and do there: through JMX it sees whether
 * Tomcat sends {@code 100 Continue} before any filter, and changes that if it is told to.
 */
final class PlainContainer {

    private static final Logger logger = System.getLogger(PlainContainer.class.getName());

    private static final String TIMING = "continueResponseTiming";
    private static final String ON_READ = "onRead";

    /** In the server info of containers that send their 100 first and have no switch for it. */
    private static final List<String> WITHOUT_SWITCH = List.of("Liberty", "SMF WebContainer", "GlassFish", "Payara");

    /** In the server info of containers that start an application without the filters that do not start. */
    private static final List<String> WITHOUT_FAILED_FILTERS = List.of("GlassFish", "Payara");

    private PlainContainer() {}

    /** Whether an exception of {@code Filter.init} does not stop the application, and its requests pass unfiltered. */
    static boolean goesOnWithoutFailedFilters(ServletContext context) {
        String server = String.valueOf(context.getServerInfo());
        return WITHOUT_FAILED_FILTERS.stream().anyMatch(server::contains);
    }

    /**
     * Looks at the container, once, when the filter starts.
     *
     * @param configure whether Tomcat's connectors may be changed; they belong to all applications of that Tomcat
     */
    static void setUp(ServletContext context, boolean configure) {
        String server = String.valueOf(context.getServerInfo());
        if (server.startsWith("Apache Tomcat")) {
            setUpTomcat(context, configure);
        } else if (WITHOUT_SWITCH.stream().anyMatch(server::contains)) {
            warn(
                    context,
                    "This container sends 100 Continue before any filter and has no switch for it: a rejected client gets"
                            + " its answer and the end of the connection, but only after it was told to send its content");
        }
    }

    private static void setUpTomcat(ServletContext context, boolean configure) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> handlers = Set.of();
        try {
            handlers = server.queryNames(new ObjectName(domain(context) + ":type=ProtocolHandler,*"), null);
        } catch (JMException noSuchDomain) {
            // As good as none: the JMX registry of Tomcat can be switched off.
        }
        if (handlers.isEmpty()) {
            warn(
                    context,
                    "Tomcat's connectors cannot be seen through JMX. Unless told otherwise they send 100 Continue before"
                            + " any filter. " + cure("8080"));
        }
        for (ObjectName handler : handlers) {
            try {
                setUp(context, server, handler, configure);
            } catch (AttributeNotFoundException ajp) {
                logger.log(
                        Level.DEBUG, "Not an HTTP connector, the proxy in front of it sends the 100: " + handler, ajp);
            } catch (JMException failed) {
                logger.log(Level.WARNING, warning(handler), failed);
            }
        }
    }

    private static void setUp(ServletContext context, MBeanServer server, ObjectName handler, boolean configure)
            throws JMException {
        if (ON_READ.equals(server.getAttribute(handler, TIMING))) {
            return;
        }
        if (configure) {
            server.setAttribute(handler, new Attribute(TIMING, ON_READ));
            logger.log(
                    Level.INFO,
                    "Tomcat's connector on port " + handler.getKeyProperty("port")
                            + " was set to continueResponseTiming=\"onRead\", for all applications");
        } else {
            warn(context, warning(handler));
        }
    }

    /** Once in a web application: there the filter is registered as often as there are rules. */
    private static void warn(ServletContext context, String warning) {
        String said = PlainContainer.class.getName() + ": " + warning;
        if (context.getAttribute(said) == null) {
            context.setAttribute(said, true);
            logger.log(Level.WARNING, warning);
        }
    }

    private static String warning(ObjectName handler) {
        String port = handler.getKeyProperty("port");
        return "Tomcat's connector on port " + port + " sends 100 Continue before any filter. " + cure(port);
    }

    private static String cure(String port) {
        return "Write in server.xml: <Connector port=\"" + port
                + "\" protocol=\"HTTP/1.1\" continueResponseTiming=\"onRead\"/>, or set the init-param"
                + " configureContainer of the filter to true";
    }

    /** The MBeans are in a domain that has the name of Tomcat's engine. */
    private static String domain(ServletContext context) {
        String engineAndHost = context.getVirtualServerName();
        int slash = engineAndHost.indexOf('/');
        return slash < 0 ? "*" : engineAndHost.substring(0, slash);
    }
}
