package io.github.expectfilter;

/** Sizes as Spring Boot writes them: {@code 512}, {@code 10KB}, {@code 50MB}; a kilobyte is 1024 bytes. */
final class DataSizes {

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

    private DataSizes() {}

    static long parse(String text) {
        String trimmed = Ascii.trimOws(text);
        int digits = 0;
        while (digits < trimmed.length() && trimmed.charAt(digits) >= '0' && trimmed.charAt(digits) <= '9') {
            digits++;
        }
        String unit = Ascii.trimOws(trimmed.substring(digits));
        long factor = unit.isEmpty() ? 1 : 0;
        for (int i = 0; i < UNITS.length && factor == 0; i++) {
            if (UNITS[i].equals(unit)) {
                factor = 1L << (10 * i);
            }
        }
        try {
            if (digits > 0 && factor > 0) {
                return Math.multiplyExact(Long.parseLong(trimmed.substring(0, digits)), factor);
            }
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("'" + text + "' is larger than 2^63-1 bytes", tooLarge);
        }
        throw new IllegalArgumentException("'" + text
                + "' is no size; write a number of bytes or a number with B, KB, MB, GB or TB, such as 50MB");
    }

    /** For people: {@code 50 MB (52428800 bytes)}, in the largest unit that needs no fraction. */
    static String format(long bytes) {
        int unit = 0;
        while (bytes != 0 && unit + 1 < UNITS.length && bytes % (1L << (10 * (unit + 1))) == 0) {
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : (bytes >> (10 * unit)) + " " + UNITS[unit] + " (" + bytes + " bytes)";
    }
}
