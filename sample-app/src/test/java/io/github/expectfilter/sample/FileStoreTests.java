package io.github.expectfilter.sample;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

class FileStoreTests {

    private static final FileName NAME = new FileName("a.txt");
    private static final FileName OTHER = new FileName("b.txt");

    private Path parent;
    private Path folder;
    private FileStore store;

    @BeforeEach
    void open(@TempDir Path directory) {
        parent = directory;
        folder = parent.resolve("new/folder");
        store = new FileStore(folder);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void storesListsReadsAndDeletes() throws IOException {
        assertThat(put(OTHER, "22")).isEqualTo(new StoredFile("b.txt", 2, false));
        assertThat(put(NAME, "1")).isEqualTo(new StoredFile("a.txt", 1, false));
        assertThat(put(NAME, "333")).isEqualTo(new StoredFile("a.txt", 3, true));

        assertThat(store.list())
                .extracting(ListedFile::name, ListedFile::size)
                .containsExactly(tuple("a.txt", 3L), tuple("b.txt", 2L));
        assertThat(content(NAME)).isEqualTo("333");
        assertThat(store.delete(NAME)).isTrue();
        assertThat(store.delete(NAME)).isFalse();
        assertThat(store.open(NAME)).isEmpty();
        assertThat(entries()).containsExactly("b.txt");
    }

    @Test
    void storesContentLargerThanItsBuffer() throws IOException {
        byte[] large = new byte[1_000_003];
        Arrays.fill(large, (byte) 'x');
        try (Upload upload = store.newUpload()) {
            upload.receive(NAME, new ByteArrayInputStream(large), large.length);
            upload.commit();
        }
        assertThat(folder.resolve("a.txt")).hasBinaryContent(large);
    }

    @Test
    void contentIsInvisibleUntilCommitted() throws IOException {
        put(NAME, "old");
        try (Upload upload = store.newUpload()) {
            upload.receive(NAME, bytes("new"), Upload.UNKNOWN_LENGTH);
            assertThat(content(NAME)).isEqualTo("old");
            assertThat(store.list()).hasSize(1);
        }
        assertThat(content(NAME)).isEqualTo("old");
        assertThat(entries()).containsExactly("a.txt");
    }

    @Test
    void streamThatBreaksLeavesNothingAndKeepsTheOlderFile() throws IOException {
        put(NAME, "old");
        IOException broken = new IOException("broken");
        for (FileName name : List.of(NAME, OTHER)) {
            // The very exception: whoever limits the content recognises its own.
            assertThatIOException()
                    .isThrownBy(() -> put(name, new SequenceInputStream(bytes("half"), failing(broken)), 8))
                    .isSameAs(broken);
        }
        assertThat(content(NAME)).isEqualTo("old");
        assertThat(entries()).containsExactly("a.txt");
    }

    @Test
    void contentThatIsNotAsLongAsDeclaredLeavesNothing() throws IOException {
        for (long declared : new long[] {0, 3, 5}) {
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> put(NAME, bytes("four"), declared));
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void diskThatFailsIsNotMistakenForTheClient() throws IOException {
        Files.delete(folder.resolve(".lock"));
        Files.delete(folder);
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> put(NAME, "content"));
    }

    @Test
    void filesOfOneUploadAreStoredTogetherOrNotAtAll() throws IOException {
        put(NAME, "old");
        FileName folderName = new FileName("folder");
        Files.createDirectory(folder.resolve("folder"));

        assertThatExceptionOfType(NameTakenException.class).isThrownBy(() -> {
            try (Upload upload = store.newUpload()) {
                upload.receive(NAME, bytes("new"), 3);
                upload.receive(OTHER, bytes("new"), 3);
                upload.receive(folderName, bytes("new"), 3);
                upload.commit();
            }
        });
        assertThat(content(NAME)).isEqualTo("old");
        assertThat(entries()).containsExactly("a.txt", "folder");
    }

    @Test
    void renameThatFailsUndoesThoseBeforeIt() throws IOException {
        put(NAME, "old");
        put(new FileName("c.txt"), "old");

        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> {
            try (Upload upload = store.newUpload()) {
                upload.receive(NAME, bytes("new"), 3);
                upload.receive(OTHER, bytes("new"), 3);
                upload.receive(new FileName("c.txt"), bytes("lost"), 4);
                deleteTemporaryOfSize(4);
                upload.commit();
            }
        });
        assertThat(content(NAME)).isEqualTo("old");
        assertThat(content(new FileName("c.txt"))).isEqualTo("old");
        assertThat(entries()).containsExactly("a.txt", "c.txt");
    }

    @Test
    void replacingTwoFilesLeavesNoOlderOnes() throws IOException {
        put(NAME, "old");
        put(OTHER, "old");
        try (Upload upload = store.newUpload()) {
            upload.receive(NAME, bytes("new"), 3);
            upload.receive(OTHER, bytes("new"), 3);
            assertThat(upload.commit()).extracting(StoredFile::replaced).containsExactly(true, true);
        }
        assertThat(content(NAME)).isEqualTo("new");
        assertThat(content(OTHER)).isEqualTo("new");
        assertThat(entries()).containsExactly("a.txt", "b.txt");
    }

    @Test
    void concurrentUploadsOfOneNameNeverMix() throws Exception {
        int writers = 8;
        int size = 300_000;
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Callable<StoredFile>> uploads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            byte[] content = new byte[size];
            Arrays.fill(content, (byte) ('a' + i));
            uploads.add(() -> {
                start.await();
                return put(NAME, new ByteArrayInputStream(content), size);
            });
        }
        ExecutorService executor = Executors.newFixedThreadPool(writers);
        try {
            List<StoredFile> stored = new ArrayList<>();
            for (Future<StoredFile> each : executor.invokeAll(uploads)) {
                stored.add(each.get());
            }
            assertThat(stored).extracting(StoredFile::replaced).containsOnlyOnce(false);
        } finally {
            executor.shutdownNow();
        }
        String result = content(NAME);
        assertThat(result).hasSize(size);
        assertThat(result.chars().distinct().count()).isOne();
        assertThat(entries()).containsExactly("a.txt");
    }

    @Test
    void lastToFinishWins() throws IOException {
        try (Upload first = store.newUpload();
                Upload second = store.newUpload()) {
            first.receive(NAME, bytes("first"), 5);
            second.receive(NAME, bytes("second"), 6);
            second.commit();
            first.commit();
        }
        assertThat(content(NAME)).isEqualTo("first");
    }

    @Test
    void downloadKeepsItsContentWhileTheFileIsReplaced() throws IOException {
        put(NAME, "old");
        try (OpenedFile file = store.open(NAME).orElseThrow()) {
            put(NAME, "newer");
            assertThat(file.size()).isEqualTo(3);
            assertThat(file.content()).hasBinaryContent("old".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void linksAreNeitherFollowedNorReplacedNorRemoved() throws IOException {
        Path secret = Files.writeString(parent.resolve("secret"), "secret");
        Path link = Files.createSymbolicLink(folder.resolve("a.txt"), secret);

        assertThat(store.list()).isEmpty();
        assertThat(store.open(NAME)).isEmpty();
        assertThat(store.delete(NAME)).isFalse();
        assertThatExceptionOfType(NameTakenException.class).isThrownBy(() -> put(NAME, "new"));
        assertThat(link).isSymbolicLink();
        assertThat(secret).hasContent("secret");
    }

    @Test
    void folderMayItselfBeALink() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
        store.close();
        store = new FileStore(link);
        put(NAME, "1");
        assertThat(entries()).containsExactly("a.txt");
    }

    @Test
    void leftoversOfACrashAreRemovedAtStart() throws IOException {
        Files.writeString(folder.resolve(".upload-left"), "half");
        put(NAME, "1");
        store.close();
        store = new FileStore(folder);
        assertThat(entries()).containsExactly("a.txt");
    }

    @Test
    void startLeavesTheUploadsOfAnotherProcessAlone() throws IOException {
        try (Upload upload = store.newUpload()) {
            upload.receive(NAME, bytes("1"), 1);
            new FileStore(folder).close();
            upload.commit();
        }
        assertThat(content(NAME)).isEqualTo("1");
    }

    private StoredFile put(FileName name, String content) throws IOException {
        return put(name, bytes(content), Upload.UNKNOWN_LENGTH);
    }

    private StoredFile put(FileName name, InputStream content, long declaredLength) throws IOException {
        try (Upload upload = store.newUpload()) {
            upload.receive(name, content, declaredLength);
            return upload.commit().get(0);
        }
    }

    private String content(FileName name) throws IOException {
        try (OpenedFile file = store.open(name).orElseThrow()) {
            return new String(file.content().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Everything in the folder except the lock. */
    private List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }

    private void deleteTemporaryOfSize(long size) throws IOException {
        for (String name : entries()) {
            Path path = folder.resolve(name);
            if (name.startsWith(".upload-") && Files.size(path) == size) {
                Files.delete(path);
            }
        }
    }

    private static InputStream bytes(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream failing(IOException failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw failure;
            }
        };
    }
}
