package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.expectfilter.compatibility.RunningProcess;

class PayaraMicroTests extends PlainWarContract {

    PayaraMicroTests() {
        super(new Traits(
                "Payara Micro %s",
                BEFORE_THE_FILTER, EMPTY_417, NO_CONTINUE, ENDS_LATER, ERROR, NO_SWITCH, GlassFishTests.CHUNKS_FIRST));
    }

    @Override
    boolean waitsForTheFirstChunk() {
        return true;
    }

    @Override
    Path download() throws IOException {
        return Downloads.find("payara-micro-");
    }

    @Override
    RunningProcess start(Path download, Path directory, List<Path> wars, int port) throws IOException {
        Path commands = Files.writeString(
                directory.resolve("commands.txt"),
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener"
                        + ".address=127.0.0.1\n");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory,
                "-jar",
                download.toString(),
                "--nohazelcast",
                "--nohostaware",
                "--disablephonehome",
                "--port",
                String.valueOf(port),
                "--prebootcommandfile",
                commands.toString(),
                "--rootdir",
                directory.resolve("root").toString()));
        wars.forEach(war -> command.addAll(List.of("--deploy", war.toString())));
        return RunningProcess.start(directory, Map.of(), command);
    }
}
