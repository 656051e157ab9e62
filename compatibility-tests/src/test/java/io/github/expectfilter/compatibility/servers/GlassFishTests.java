package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.expectfilter.compatibility.RunningProcess;

class GlassFishTests extends PlainWarContract {

    static final String CHUNKS_FIRST = "chunked content: nothing, not even a 100, before the first chunk has come";

    GlassFishTests() {
        super(new Traits(
                "GlassFish %s", BEFORE_THE_FILTER, EMPTY_417, NO_CONTINUE, ENDS_LATER, ERROR, NO_SWITCH, CHUNKS_FIRST));
    }

    @Override
    boolean waitsForTheFirstChunk() {
        return true;
    }

    @Override
    Path download() throws IOException {
        return Downloads.find("glassfish-embedded-all-");
    }

    @Override
    RunningProcess start(Path download, Path directory, List<Path> wars, int port) throws IOException {
        Files.writeString(directory.resolve("glassfish.properties"), """
                httpPort=%d
                configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1
                """.formatted(port));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory,
                "-jar",
                download.toString()));
        wars.forEach(war -> command.add(war.toString()));
        return RunningProcess.start(directory, Map.of(), command);
    }
}
