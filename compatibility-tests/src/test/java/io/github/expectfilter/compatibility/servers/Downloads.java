package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.github.expectfilter.compatibility.Programs;

/** The servers that the build has copied to target/servers. */
final class Downloads {

    static final Path DIRECTORY = Path.of("target", "servers").toAbsolutePath();

    private Downloads() {}

    /** The one file whose name begins like this; a version follows. */
    static Path find(String prefix) throws IOException {
        List<Path> found = List.of();
        if (Files.isDirectory(DIRECTORY)) {
            try (Stream<Path> files = Files.list(DIRECTORY)) {
                found = files.filter(file -> Files.isRegularFile(file)
                                && file.getFileName().toString().startsWith(prefix))
                        .toList();
            }
        }
        if (found.isEmpty()) {
            throw Programs.missing("There is no " + prefix + "* in target/servers: run mvn -Pcompatibility package");
        }
        if (found.size() > 1) {
            throw new AssertionError("Which one? Delete all but one: " + found);
        }
        return found.get(0);
    }

    /** The one directory that is in an archive, unpacked at the first call. */
    static Path unpack(Path archive) throws IOException {
        Path unpacked = DIRECTORY.resolve("unpacked").resolve(archive.getFileName());
        if (!Files.isDirectory(unpacked)) {
            Path half = unpacked.resolveSibling(archive.getFileName() + ".half");
            delete(half);
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                    unpack(zip, entries.nextElement(), half);
                }
            }
            Files.move(half, unpacked);
        }
        try (Stream<Path> content = Files.list(unpacked)) {
            return content.findFirst().orElseThrow();
        }
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new FileSystemException(entry.getName(), zip.getName(), "lies outside of the archive");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
        } else {
            Files.createDirectories(file.getParent());
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, file);
            }
        }
    }

    static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
