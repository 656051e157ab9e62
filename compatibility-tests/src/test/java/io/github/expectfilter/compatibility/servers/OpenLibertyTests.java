package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.expectfilter.compatibility.RunningProcess;

class OpenLibertyTests extends PlainWarContract {

    private Path messages;

    OpenLibertyTests() {
        super(new Traits(
                "Open Liberty %s",
                BEFORE_THE_FILTER,
                OUR_417,
                CONTINUE,
                ENDS_LATER,
                ERROR,
                NO_SWITCH,
                "logs chunked content over the limit as an error of the application (SRVE0777E)"));
    }

    @Override
    Path download() throws IOException {
        return Downloads.find("openliberty-runtime-");
    }

    @Override
    RunningProcess start(Path download, Path directory, List<Path> wars, int port) throws IOException {
        Path server = directory.resolve("servers/plain");
        Files.createDirectories(server.resolve("apps"));
        for (Path war : wars) {
            Files.copy(war, server.resolve("apps").resolve(war.getFileName()));
        }
        Files.writeString(server.resolve("server.xml"), """
                <server>
                  <featureManager><feature>servlet-6.0</feature></featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                  <application location="app.war" contextRoot="/app"/>
                  <application location="wrong.war" contextRoot="/wrong"/>
                </server>
                """.formatted(port));
        messages = server.resolve("logs/messages.log");
        return RunningProcess.start(
                directory,
                Map.of("JAVA_HOME", System.getProperty("java.home"), "WLP_USER_DIR", directory.toString()),
                List.of("sh", Downloads.unpack(download).resolve("bin/server").toString(), "run", "plain"));
    }

    @Override
    String log() throws IOException {
        return Files.readString(messages);
    }
}
