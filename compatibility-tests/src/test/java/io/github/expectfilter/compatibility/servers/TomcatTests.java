package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Nested;

import io.github.expectfilter.compatibility.RunningProcess;

/** Tomcat, left alone and set up in both ways that the log recommends. */
class TomcatTests {

    static final String WARN_WITH_THE_CURE = "WARN: 100 before any filter, with the line for server.xml";
    static final String WAS_SET = "INFO: the connector was set to onRead";

    @Nested
    class Tomcat10 extends TomcatContract {
        Tomcat10() {
            super("tomcat-10.", Setup.NONE);
        }
    }

    @Nested
    class Tomcat10Configured extends TomcatContract {
        Tomcat10Configured() {
            super("tomcat-10.", Setup.INIT_PARAM);
        }
    }

    @Nested
    class Tomcat11 extends TomcatContract {
        Tomcat11() {
            super("tomcat-11.", Setup.NONE);
        }
    }

    @Nested
    class Tomcat11Configured extends TomcatContract {
        Tomcat11Configured() {
            super("tomcat-11.", Setup.INIT_PARAM);
        }
    }

    @Nested
    class Tomcat11WithTheLine extends TomcatContract {
        Tomcat11WithTheLine() {
            super("tomcat-11.", Setup.SERVER_XML);
        }
    }

    enum Setup {
        NONE,
        INIT_PARAM,
        SERVER_XML
    }

    abstract static class TomcatContract extends PlainWarContract {

        private final String archive;
        private final Setup setup;
        private Path logs;

        TomcatContract(String archive, Setup setup) {
            super(new Traits(
                    switch (setup) {
                        case NONE -> "Tomcat %s";
                        case INIT_PARAM -> "Tomcat %s, configureContainer=true";
                        case SERVER_XML -> "Tomcat %s, the line in server.xml";
                    },
                    setup == Setup.NONE ? BEFORE_THE_FILTER : WITH_THE_READ,
                    SERVERS_417,
                    NO_CONTINUE,
                    ENDS,
                    NOT_FOUND,
                    switch (setup) {
                        case NONE -> WARN_WITH_THE_CURE;
                        case INIT_PARAM -> WAS_SET;
                        case SERVER_XML -> NOTHING;
                    },
                    setup == Setup.NONE ? "configureContainer=true, or the line in server.xml, cures it" : ""));
            this.archive = archive;
            this.setup = setup;
        }

        @Override
        Path download() throws IOException {
            return Downloads.find(archive);
        }

        @Override
        boolean configureContainer() {
            return setup == Setup.INIT_PARAM;
        }

        /** What stops an application is in the log of its host. */
        @Override
        String log() throws IOException {
            StringBuilder log = new StringBuilder(super.log());
            try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "localhost.*.log")) {
                for (Path file : files) {
                    log.append(Files.readString(file));
                }
            }
            return log.toString();
        }

        @Override
        RunningProcess start(Path download, Path directory, List<Path> wars, int port) throws IOException {
            Path home = Downloads.unpack(download);
            for (String name : List.of("logs", "temp", "work", "webapps")) {
                Files.createDirectory(directory.resolve(name));
            }
            Downloads.copy(home.resolve("conf"), directory.resolve("conf"));
            logs = directory.resolve("logs");
            Path serverXml = directory.resolve("conf/server.xml");
            Files.writeString(
                    serverXml,
                    Files.readString(serverXml)
                            .replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                            .replace(
                                    "<Connector port=\"8080\"",
                                    "<Connector port=\"" + port + "\" address=\"127.0.0.1\""
                                            + (setup == Setup.SERVER_XML ? " continueResponseTiming=\"onRead\"" : "")));
            for (Path war : wars) {
                Files.copy(war, directory.resolve("webapps").resolve(war.getFileName()));
            }
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
