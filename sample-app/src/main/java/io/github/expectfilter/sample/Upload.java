package io.github.expectfilter.sample;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Files that arrive together and become visible together; those not committed are gone on close. */
class Upload implements AutoCloseable {

    static final long UNKNOWN_LENGTH = -1;

    private static final int BUFFER_SIZE = 64 * 1024;

    private final FileStore store;
    private final List<Received> files = new ArrayList<>();
    private final List<Path> temporaries = new ArrayList<>();

    Upload(FileStore store) {
        this.store = store;
    }

    /**
     * Reads the content to its end.
     *
     * @throws IOException as the content throws it, or because it is not as long as declared
     */
    void receive(FileName name, InputStream content, long declaredLength) throws IOException {
        // A name that the file system refuses is not worth receiving its content.
        store.pathOf(name);
        Path temporary = store.newTemporaryPath();
        temporaries.add(temporary);
        FileChannel file = create(temporary);
        long size;
        try (file) {
            size = copy(content, file);
            if (declaredLength != UNKNOWN_LENGTH && size != declaredLength) {
                throw new EOFException("The content has " + size + " bytes instead of " + declaredLength);
            }
            sync(file);
        }
        files.add(new Received(name, temporary, size));
    }

    List<StoredFile> commit() {
        return store.publish(files);
    }

    @Override
    public void close() {
        temporaries.forEach(store::removeTemporary);
    }

    private static FileChannel create(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StorageException("Cannot create a file", e);
        }
    }

    private static long copy(InputStream content, FileChannel file) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        long size = 0;
        int length;
        while ((length = content.read(buffer)) != -1) {
            write(file, ByteBuffer.wrap(buffer, 0, length));
            size += length;
        }
        return size;
    }

    private static void write(FileChannel file, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new StorageException("Cannot write a file", e);
        }
    }

    // Otherwise a power cut may leave the new name with half of the content.
    private static void sync(FileChannel file) {
        try {
            file.force(true);
        } catch (IOException e) {
            throw new StorageException("Cannot write a file", e);
        }
    }

    /** A file that is complete but not visible yet. */
    record Received(FileName name, Path temporary, long size) {}
}
