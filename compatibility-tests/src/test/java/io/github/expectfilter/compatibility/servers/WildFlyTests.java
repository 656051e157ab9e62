package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.expectfilter.compatibility.RunningProcess;

import static org.assertj.core.api.Assertions.assertThat;

class WildFlyTests extends PlainWarContract {

    WildFlyTests() {
        super(new Traits("WildFly %s", WITH_THE_READ, OUR_417, NO_CONTINUE, ENDS, ERROR, NOTHING, ""));
    }

    @Override
    Path download() throws IOException {
        return Downloads.find("wildfly-dist-");
    }

    @Override
    RunningProcess start(Path download, Path directory, List<Path> wars, int port) throws IOException {
        Path home = Downloads.unpack(download);
        Path base = directory.resolve("standalone");
        Downloads.copy(home.resolve("standalone"), base);
        for (Path war : wars) {
            Files.copy(war, base.resolve("deployments").resolve(war.getFileName()));
        }
        return RunningProcess.start(
                directory,
                Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", "-Xmx512m"),
                List.of(
                        "sh",
                        home.resolve("bin/standalone.sh").toString(),
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.bind.address=127.0.0.1",
                        "-Djboss.http.port=" + port,
                        "-Djboss.https.port=" + RunningProcess.freePort(),
                        "-Djboss.management.http.port=" + RunningProcess.freePort(),
                        "-Djboss.management.https.port=" + RunningProcess.freePort()));
    }

    @Test
    void noClassOfTheFilterIsTakenForABrokenComponent() throws IOException {
        assertThat(log()).doesNotContain("WFLYEE0007");
    }
}
