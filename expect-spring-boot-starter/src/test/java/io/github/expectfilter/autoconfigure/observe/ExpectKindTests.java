package io.github.expectfilter.autoconfigure.observe;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.expectfilter.ExpectField;

import static org.assertj.core.api.Assertions.assertThat;

class ExpectKindTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100-Continue       | CONTINUE",
                "'100-continue,'    | CONTINUE_NOT_CANONICAL",
                "'foo, 100-continue'| CONTINUE_NOT_CANONICAL",
                "x-quota=5          | EXTENSION",
                "''                 | EMPTY",
                "','                | EMPTY",
                "100-continued      | LOOK_ALIKE",
                "x 100-continue     | LOOK_ALIKE",
                "' 100-continue'    | PADDED",
                "'a b '             | PADDED",
                "a b                | MALFORMED",
                "'a\u0001'          | FORBIDDEN_CHARACTER"
            })
    void isToldByTheField(String line, ExpectKind kind) {
        assertThat(ExpectKind.of(ExpectField.parse(List.of(line)))).isEqualTo(kind);
    }

    @Test
    void noFieldIsAKindOfItsOwn() {
        assertThat(ExpectKind.of(ExpectField.parse(List.of()))).isEqualTo(ExpectKind.NONE);
    }

    @Test
    void aFieldOverALimitIsTooLargeWhateverItHolds() {
        assertThat(ExpectKind.of(ExpectField.parse(List.of("100-continue, " + "x".repeat(512)))))
                .isEqualTo(ExpectKind.TOO_LARGE);
    }

    @Test
    void everyKindHasItsOwnName() {
        assertThat(Arrays.stream(ExpectKind.values()).map(ExpectKind::toString)).doesNotHaveDuplicates();
    }
}
