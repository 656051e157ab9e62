package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Nested;

import io.github.expectfilter.compatibility.RunningProcess;

class JettyTests {

    @Nested
    class JettyEe10 extends JettyContract {
        JettyEe10() {
            super("ee10");
        }
    }

    @Nested
    class JettyEe11 extends JettyContract {
        JettyEe11() {
            super("ee11");
        }
    }

    abstract static class JettyContract extends PlainWarContract {

        private final String environment;

        JettyContract(String environment) {
            super(new Traits(
                    "Jetty %s " + environment, WITH_THE_STREAM, SERVERS_417, CONTINUE, ENDS, UNAVAILABLE, NOTHING, ""));
            this.environment = environment;
        }

        @Override
        Path download() throws IOException {
            return Downloads.find("jetty-home-");
        }

        @Override
        RunningProcess start(Path download, Path directory, List<Path> wars, int port) throws Exception {
            Path home = Downloads.unpack(download);
            List<String> start = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-jar",
                    home.resolve("start.jar").toString());
            List<String> addModules = new ArrayList<>(start);
            addModules.add("--add-modules=server,http," + environment + "-deploy");
            Process adding = new ProcessBuilder(addModules)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("add-modules.log").toFile())
                    .start();
            if (adding.waitFor() != 0) {
                throw new IOException(Files.readString(directory.resolve("add-modules.log")));
            }
            for (Path war : wars) {
                Files.copy(war, directory.resolve("webapps").resolve(war.getFileName()));
            }
            List<String> run = new ArrayList<>(start);
            run.addAll(List.of("jetty.http.host=127.0.0.1", "jetty.http.port=" + port));
            return RunningProcess.start(directory, Map.of(), run);
        }
    }
}
