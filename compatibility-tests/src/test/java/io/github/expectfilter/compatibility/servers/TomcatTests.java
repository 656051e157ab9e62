package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Nested;

import io.github.expectfilter.compatibility.RunningProcess;

/** Tomcat, left alone and set up by the filter. */
class TomcatTests {

    static final String WARN_WITH_THE_CURE = "WARN: 100 before any filter, with the line for server.xml";
    static final String WAS_SET = "INFO: the connector was set to onRead";

    @Nested
    class Tomcat10 extends TomcatContract {
        Tomcat10() {
            super("tomcat-10.", false);
        }
    }

    @Nested
    class Tomcat10Configured extends TomcatContract {
        Tomcat10Configured() {
            super("tomcat-10.", true);
        }
    }

    @Nested
    class Tomcat11 extends TomcatContract {
        Tomcat11() {
            super("tomcat-11.", false);
        }
    }

    @Nested
    class Tomcat11Configured extends TomcatContract {
        Tomcat11Configured() {
            super("tomcat-11.", true);
        }
    }

    abstract static class TomcatContract extends PlainWarContract {

        private final String archive;
        private final boolean configureContainer;

        TomcatContract(String archive, boolean configureContainer) {
            super(new Traits(
                    configureContainer ? "Tomcat %s, configureContainer=true" : "Tomcat %s",
                    configureContainer ? WITH_THE_READ : BEFORE_THE_FILTER,
                    SERVERS_417,
                    NO_CONTINUE,
                    ENDS,
                    configureContainer ? WAS_SET : WARN_WITH_THE_CURE,
                    configureContainer
                            ? ""
                            : "configureContainer=true, or the line of the log in server.xml, cures it"));
            this.archive = archive;
            this.configureContainer = configureContainer;
        }

        @Override
        Path download() throws IOException {
            return Downloads.find(archive);
        }

        @Override
        boolean configureContainer() {
            return configureContainer;
        }

        @Override
        RunningProcess start(Path download, Path directory, Path war, int port) throws IOException {
            Path home = Downloads.unpack(download);
            for (String name : List.of("logs", "temp", "work", "webapps")) {
                Files.createDirectory(directory.resolve(name));
            }
            Downloads.copy(home.resolve("conf"), directory.resolve("conf"));
            Path serverXml = directory.resolve("conf/server.xml");
            Files.writeString(
                    serverXml,
                    Files.readString(serverXml)
                            .replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                            .replace(
                                    "<Connector port=\"8080\"",
                                    "<Connector port=\"" + port + "\" address=\"127.0.0.1\""));
            Files.copy(war, directory.resolve("webapps/app.war"));
            return RunningProcess.start(
                    directory,
                    Map.of(
                            "JAVA_HOME", System.getProperty("java.home"),
                            "CATALINA_HOME", home.toString(),
                            "CATALINA_BASE", directory.toString(),
                            "CATALINA_OPTS", "-Xmx256m"),
                    List.of("sh", home.resolve("bin/catalina.sh").toString(), "run"));
        }
    }
}
