package io.github.expectfilter.sample;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploaded files in one flat folder. A file appears under its name whole or not at all. Only regular files are files
 * of the store: links and folders that somebody has put there are neither followed nor replaced nor removed.
 */
class FileStore implements Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(FileStore.class);
    // FileName refuses a leading dot, so that no upload can have these names.
    private static final String TEMPORARY_PREFIX = ".upload-";
    private static final String LOCK_FILE = ".lock";

    private final Path folder;
    private final FileChannel lockFile;
    // Held for renames only, never while content is read.
    private final Object commitLock = new Object();

    FileStore(Path folder) {
        try {
            // createDirectories alone refuses a link to a folder before JDK 20.
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            this.folder = folder.toRealPath();
            this.lockFile = FileChannel.open(
                    this.folder.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            removeLeftovers();
        } catch (IOException e) {
            throw new StorageException("Cannot use the folder " + folder.toAbsolutePath(), e);
        }
        LOGGER.info("Files are stored in {}", this.folder);
    }

    Upload newUpload() {
        return new Upload(this);
    }

    List<ListedFile> list() {
        List<ListedFile> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                BasicFileAttributes attributes = attributes(entry);
                if (!name.startsWith(".") && attributes != null && attributes.isRegularFile()) {
                    files.add(new ListedFile(
                            name,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                }
            }
        } catch (IOException e) {
            throw new StorageException("Cannot list the folder", e);
        }
        files.sort(Comparator.comparing(ListedFile::name));
        return files;
    }

    Optional<OpenedFile> open(FileName name) {
        Path path = pathOf(name);
        try {
            if (!isStored(path)) {
                return Optional.empty();
            }
            SeekableByteChannel channel =
                    Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new OpenedFile(Channels.newInputStream(channel), channel.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageException("Cannot open " + name, e);
        }
    }

    boolean contains(FileName name) {
        try {
            return attributes(pathOf(name)) != null;
        } catch (IOException e) {
            throw new StorageException("Cannot look up " + name, e);
        }
    }

    /** Whether there was such a file. */
    boolean delete(FileName name) {
        Path path = pathOf(name);
        try {
            synchronized (commitLock) {
                return isStored(path) && Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new StorageException("Cannot delete " + name, e);
        }
    }

    /** Where the file of that name is, or would be. */
    Path pathOf(FileName name) {
        Path path;
        try {
            path = folder.resolve(name.value());
        } catch (InvalidPathException e) {
            // In the C locale, for one, Java has no bytes for letters outside of ASCII.
            throw new InvalidFileNameException("The file system of this service cannot represent the file name.");
        }
        if (!folder.equals(path.getParent())) {
            throw new InvalidFileNameException("The file name leaves the folder.");
        }
        return path;
    }

    Path newTemporaryPath() {
        return folder.resolve(TEMPORARY_PREFIX + UUID.randomUUID());
    }

    /** Gives all temporary files their names, or none of them. */
    List<StoredFile> publish(List<Upload.Received> files) {
        synchronized (commitLock) {
            Deque<Published> published = new ArrayDeque<>();
            try {
                for (Upload.Received file : files) {
                    requireNotTaken(file.name());
                }
                List<StoredFile> stored = new ArrayList<>();
                for (Upload.Received file : files) {
                    Path target = pathOf(file.name());
                    boolean replaces = isStored(target);
                    // A single rename needs no way back.
                    Path older = replaces && files.size() > 1 ? keep(target) : null;
                    published.push(new Published(target, older));
                    Files.move(file.temporary(), target, StandardCopyOption.ATOMIC_MOVE);
                    stored.add(new StoredFile(file.name().value(), file.size(), replaces));
                }
                published.forEach(file -> removeTemporary(file.older()));
                return stored;
            } catch (IOException e) {
                undo(published);
                throw new StorageException("Cannot rename", e);
            }
        }
    }

    void removeTemporary(@Nullable Path path) {
        if (path == null) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOGGER.warn("Cannot remove a temporary file; the next start tries again", e);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private static boolean isStored(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes != null && attributes.isRegularFile();
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void requireNotTaken(FileName name) throws IOException {
        BasicFileAttributes attributes = attributes(pathOf(name));
        if (attributes != null && !attributes.isRegularFile()) {
            throw new NameTakenException(name);
        }
    }

    private Path keep(Path file) throws IOException {
        Path older = newTemporaryPath();
        try {
            // A second name for the same content: the first one stays readable all the time.
            return Files.createLink(older, file);
        } catch (UnsupportedOperationException | IOException e) {
            LOGGER.debug("No hard links here", e);
        }
        try {
            return Files.copy(file, older);
        } catch (IOException e) {
            removeTemporary(older);
            throw e;
        }
    }

    private void undo(Deque<Published> published) {
        for (Published file : published) {
            Path older = file.older();
            try {
                if (older == null) {
                    Files.deleteIfExists(file.target());
                } else {
                    Files.move(older, file.target(), StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                LOGGER.error("Cannot undo an upload that failed", e);
            }
            // A rename between two names of the same content leaves both.
            removeTemporary(older);
        }
    }

    private void removeLeftovers() throws IOException {
        if (!isAlone()) {
            LOGGER.info("Another process uses the folder: temporary files may be its uploads and are left alone");
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, TEMPORARY_PREFIX + "*")) {
            leftovers.forEach(this::removeTemporary);
        }
    }

    // The lock lasts as long as the channel; the operating system frees it after a crash.
    private boolean isAlone() throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private record Published(Path target, @Nullable Path older) {}
}
