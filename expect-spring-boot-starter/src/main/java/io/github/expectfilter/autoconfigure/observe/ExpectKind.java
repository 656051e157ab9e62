package io.github.expectfilter.autoconfigure.observe;

import io.github.expectfilter.ExpectField;

/** What an {@code Expect} field looks like: a closed list, because the value itself must not be kept. */
enum ExpectKind {
    NONE("no Expect"),
    CONTINUE("100-continue"),
    CONTINUE_NOT_CANONICAL("100-continue in a list or on several lines"),
    EXTENSION("another expectation"),
    EMPTY("an empty field"),
    LOOK_ALIKE("something like 100-continue"),
    PADDED("white space at an end"),
    MALFORMED("malformed"),
    FORBIDDEN_CHARACTER("a control character"),
    TOO_LARGE("too large");

    private final String text;

    ExpectKind(String text) {
        this.text = text;
    }

    static ExpectKind of(ExpectField field) {
        if (!field.isPresent()) {
            return NONE;
        }
        if (field.isCanonical()) {
            return CONTINUE;
        }
        return switch (field.form()) {
            case TOO_LARGE -> TOO_LARGE;
            case FORBIDDEN_CHARACTER -> FORBIDDEN_CHARACTER;
            case MALFORMED -> field.isPadded() ? PADDED : field.isLookAlike() ? LOOK_ALIKE : MALFORMED;
            case WELL_FORMED -> ofWellFormed(field);
        };
    }

    private static ExpectKind ofWellFormed(ExpectField field) {
        if (field.isPadded()) {
            return PADDED;
        }
        if (field.hasContinue()) {
            return CONTINUE_NOT_CANONICAL;
        }
        if (field.members().isEmpty()) {
            return EMPTY;
        }
        return field.isLookAlike() ? LOOK_ALIKE : EXTENSION;
    }

    @Override
    public String toString() {
        return text;
    }
}
