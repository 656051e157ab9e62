package io.github.expectfilter.autoconfigure.observe;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in a Tomcat that it did not start, without the libraries that the starter can do without: Actuator,
 * Micrometer and, on Spring Boot 4, the embedded servers.
 */
class ExternalTomcatTests {

    @TempDir
    Path folder;

    /** The lines of the self-check. */
    private List<String> start(String... connectors) throws IOException, InterruptedException {
        String classPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(entry ->
                        !entry.matches(".*[/\\\\](spring-boot-(starter-)?(actuator|micrometer|tomcat|web-server)"
                                + "|micrometer-(core|jakarta9)).*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                StandaloneTomcat.class.getName(),
                folder.toString()));
        command.addAll(List.of(connectors));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        List<String> lines = output.lines()
                .filter(line -> line.contains("ContainerSelfCheck"))
                .map(line -> line.replaceAll("^\\S+ +| \\d+ ---.*?ContainerSelfCheck +", "")
                        .replaceAll("Tomcat/[0-9.]+", "Tomcat/*"))
                .toList();
        assertThat(lines).as(output).hasSize(1);
        return lines;
    }

    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return Integer.toString(free.getLocalPort());
        }
    }

    @Test
    void isReadThroughJmxAndTheCureIsTheLineOfServerXml() throws Exception {
        String waiting = freePort();
        String hasty = freePort();

        assertThat(start(waiting, "onRead", hasty, "immediately"))
                .containsExactly("WARN: Expect filter on Apache Tomcat/*: Tomcat's connector on port " + hasty
                        + " sends 100 Continue before any filter (continueResponseTiming=immediately). Cure: Write in Tomcat's"
                        + " server.xml: <Connector port=\"" + hasty
                        + "\" protocol=\"HTTP/1.1\" continueResponseTiming=\"onRead\" />");
    }

    @Test
    void isWellWhenEveryConnectorWaits() throws Exception {
        String port = freePort();

        assertThat(start(port, "onRead"))
                .containsExactly("INFO: Expect filter on Apache Tomcat/*: no 100 Continue precedes its decision."
                        + " Tomcat's connector on port " + port
                        + " sends 100 Continue when the application reads (continueResponseTiming=onRead)");
    }
}
