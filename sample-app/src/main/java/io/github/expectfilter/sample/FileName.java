package io.github.expectfilter.sample;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A name under which a file may be stored: one path segment that means the same on every operating system. */
record FileName(String value) {

    private static final int MAX_CHARS = 200;
    // What a directory entry holds on common file systems: 200 characters may be 600 bytes.
    private static final int MAX_BYTES = 255;
    private static final String FORBIDDEN = "/\\<>:\"|?*";
    private static final Pattern WINDOWS_DEVICE =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);

    FileName {
        if (value.isEmpty()) {
            throw new InvalidFileNameException("The file name is missing.");
        }
        if (value.length() > MAX_CHARS || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new InvalidFileNameException(
                    "The file name is longer than " + MAX_CHARS + " characters or " + MAX_BYTES + " bytes in UTF-8.");
        }
        if (!value.codePoints().allMatch(FileName::isAllowed)) {
            throw new InvalidFileNameException(
                    "The file name contains one of " + FORBIDDEN + " or a control character, or is not valid UTF-8.");
        }
        // A leading dot covers "." and "..", and keeps the store's own files out of reach.
        if (value.startsWith(".") || value.startsWith(" ") || value.endsWith(".") || value.endsWith(" ")) {
            throw new InvalidFileNameException("The file name begins or ends with a dot or a space.");
        }
        if (WINDOWS_DEVICE.matcher(value).matches()) {
            throw new InvalidFileNameException("The file name is reserved for a device.");
        }
    }

    private static boolean isAllowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            // U+FFFD is what a decoder makes of bytes that are not UTF-8.
            default -> codePoint != 0xFFFD && FORBIDDEN.indexOf(codePoint) < 0;
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
