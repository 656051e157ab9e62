package io.github.expectfilter.compatibility.clients;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import io.github.expectfilter.compatibility.Programs;

/** A JDK of this machine. */
record Jdk(Path home, String version) {

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    /** The running JDK, or one that lies beside it. */
    static Jdk find(int feature) throws IOException {
        Path running = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> besides = Files.list(running.getParent())) {
            List<Path> homes = Stream.concat(Stream.of(running), besides.sorted())
                    .filter(home -> Files.isExecutable(home.resolve("bin").resolve("javac")))
                    .toList();
            for (Path home : homes) {
                String version = versionOf(home);
                if (version.equals(String.valueOf(feature)) || version.startsWith(feature + ".")) {
                    return new Jdk(home, version);
                }
            }
        }
        throw Programs.missing("JDK " + feature + " does not lie beside the JDK that runs the tests");
    }

    private static String versionOf(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.exists(release)) {
            return "";
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        }
        return properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    }
}
