package io.github.expectfilter.compatibility.proxies;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.expectfilter.compatibility.Compatibility;
import io.github.expectfilter.probe.ExpectProbe;
import io.github.expectfilter.probe.ProbeReport;
import io.github.expectfilter.probe.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** What the starter changes: Tomcat as it comes, with an application that decides on the header section alone. */
@Compatibility
class DefaultTomcatTests {

    private static final int LIMIT = 512 * 1024;

    private final Tomcat tomcat = new Tomcat();

    @TempDir
    Path directory;

    private static final class UploadServlet extends HttpServlet {

        @Override
        protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getContentLengthLong() > LIMIT) {
                response.setStatus(413);
            } else {
                request.getInputStream().readAllBytes();
                response.setStatus(201);
            }
        }
    }

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "upload", new UploadServlet());
        context.addServletMappingDecoded("/", "upload");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000_000, 65_536})
    void withoutTheStarterTheProbeSaysLate(int announced) throws Exception {
        int port = tomcat.getConnector().getLocalPort();

        ProbeReport report = ExpectProbe.builder(URI.create("http://127.0.0.1:" + port + "/files/a"))
                .announcedLength(announced)
                .build()
                .run();

        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.LATE);
    }
}
