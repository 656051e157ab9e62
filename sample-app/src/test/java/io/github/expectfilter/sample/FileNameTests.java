package io.github.expectfilter.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FileNameTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                ".hidden",
                ".upload-1",
                "../x",
                "..\\x",
                "a/b",
                "/a",
                "a/",
                "a\\b",
                "C:x",
                "a:b",
                "a*",
                "a\u0000b",
                "a\nb",
                "a\tb",
                "a\u007f",
                "a\u0085",
                "a\u2028b",
                "a\ufffdb",
                "a\ud800",
                " a",
                "a ",
                "a.",
                "NUL",
                "con.txt",
                "Com1.log"
            })
    void refusesNamesThatAreNotOnePlainSegment(String name) {
        assertThatExceptionOfType(InvalidFileNameException.class)
                .isThrownBy(() -> new FileName(name))
                .withMessageContaining("file name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.txt",
                "a b",
                "%2e%2e%2f",
                "a..b",
                "report (1).pdf",
                "-rf",
                "~",
                "ü",
                "文件",
                "console",
                "a;b",
                "\ud83d\ude00"
            })
    void acceptsOrdinaryNames(String name) {
        assertThat(new FileName(name).value()).isEqualTo(name);
    }

    @Test
    void limitsCharactersAndBytes() {
        assertThat(new FileName("a".repeat(200)).value()).hasSize(200);
        assertThatExceptionOfType(InvalidFileNameException.class).isThrownBy(() -> new FileName("a".repeat(201)));
        assertThat(new FileName("文".repeat(85)).value()).hasSize(85);
        assertThatExceptionOfType(InvalidFileNameException.class).isThrownBy(() -> new FileName("文".repeat(86)));
    }

    @Test
    void staysInTheFolder(@TempDir Path folder) throws Exception {
        try (FileStore store = new FileStore(folder)) {
            assertThat(store.pathOf(new FileName("a.txt")).getParent()).isEqualTo(folder.toRealPath());
        }
    }
}
