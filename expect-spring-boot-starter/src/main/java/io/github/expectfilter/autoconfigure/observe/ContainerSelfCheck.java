package io.github.expectfilter.autoconfigure.observe;

import java.util.stream.Collectors;

import jakarta.servlet.ServletContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.web.context.WebApplicationContext;

import io.github.expectfilter.autoconfigure.ContainerFacts;

/**
 * Says once, when everything has started, whether a {@code 100 Continue} can precede the decision of the filter: one
 * INFO, or one WARN with the cure.
 */
final class ContainerSelfCheck implements ApplicationListener<ContextRefreshedEvent> {

    private static final Log logger = LogFactory.getLog(ContainerSelfCheck.class);

    private final WebApplicationContext context;
    private final ContainerFacts facts;

    ContainerSelfCheck(WebApplicationContext context, ContainerFacts facts) {
        this.context = context;
        this.facts = facts;
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        ServletContext servletContext = context.getServletContext();
        // The context of a separate management port tells its parent too; a mock has no connection to speak of.
        if (event.getApplicationContext() != context
                || servletContext == null
                || servletContext.getServerInfo().startsWith("Mock")) {
            return;
        }
        if (facts.done().isEmpty() && facts.problems().isEmpty()) {
            askWithoutAdapter(servletContext);
        }
        String server = servletContext.getServerInfo();
        if (facts.problems().isEmpty()) {
            logger.info("Expect filter on " + server + ": no 100 Continue precedes its decision. "
                    + String.join(". ", facts.done()));
        } else {
            logger.warn("Expect filter on " + server + ": "
                    + facts.problems().stream()
                            .map(problem -> problem.what() + ". Cure: " + problem.cure())
                            .collect(Collectors.joining(". ")));
        }
    }

    /** No adapter of an embedded container has told anything: a WAR, or a container that we do not know. */
    private void askWithoutAdapter(ServletContext servletContext) {
        String server = servletContext.getServerInfo();
        if (server.startsWith("Apache Tomcat/")) {
            ExternalTomcat.check(servletContext, facts);
        } else if (server.startsWith("jetty/")) {
            facts.did("Jetty sends 100 Continue when the application reads");
        } else if (server.startsWith("Undertow")) {
            facts.did("Undertow sends 100 Continue when the application reads");
        } else {
            facts.couldNot(
                    "it is not known whether this container sends 100 Continue before any filter",
                    "Run expect-probe against it (docs/probe.md): the verdict has to be EFFECTIVE");
        }
    }
}
