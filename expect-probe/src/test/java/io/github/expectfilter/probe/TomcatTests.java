package io.github.expectfilter.probe;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A real container without expect-filter: the same application, once as Tomcat is by default, once as it should be. */
@Execution(ExecutionMode.SAME_THREAD)
class TomcatTests {

    @TempDir
    Path directory;

    private final Tomcat tomcat = new Tomcat();

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @ParameterizedTest
    @ValueSource(strings = {"accepted", "refused"})
    void isLateByDefault(String path) throws Exception {
        start("immediately");
        ProbeReport report = probe(path).run();
        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.LATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accepted", "refused"})
    void isEffectiveWithOnRead(String path) throws Exception {
        start("onRead");
        ProbeReport report = probe(path).run();
        assertThat(report.verdict()).as(report.toText()).isEqualTo(Verdict.EFFECTIVE);
    }

    @Test
    void announcesToTheApplication() throws Exception {
        start("onRead");
        Outcome refused = probe("refused").announce();
        refused.assertRejectedBefore100(403).assertConnectionEnded();
        assertThat(refused.contentSent()).isZero();
        probe("accepted").announce().assertContinued();
    }

    private ExpectProbe probe(String path) {
        return ExpectProbe.builder(
                        URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/" + path))
                .build();
    }

    private void start(String timing) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("continueResponseTiming", timing);
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "files", new HttpServlet() {

            private static final long serialVersionUID = 1L;

            @Override
            protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
                if (request.getRequestURI().equals("/refused")) {
                    response.setStatus(403);
                } else {
                    request.getInputStream().readAllBytes();
                    response.setStatus(201);
                }
            }
        });
        context.addServletMappingDecoded("/*", "files");
        tomcat.start();
    }
}
