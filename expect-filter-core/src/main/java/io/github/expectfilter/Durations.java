package io.github.expectfilter;

import java.time.Duration;

/** Times as Spring Boot writes them: {@code 2s}, {@code 500ms}, {@code 1m}; without a unit, milliseconds. */
final class Durations {

    private Durations() {}

    static Duration parse(String text) {
        String trimmed = Ascii.trimOws(text);
        int digits = 0;
        while (digits < trimmed.length() && trimmed.charAt(digits) >= '0' && trimmed.charAt(digits) <= '9') {
            digits++;
        }
        String unit = trimmed.substring(digits);
        try {
            if (digits > 0) {
                long amount = Long.parseLong(trimmed.substring(0, digits));
                switch (unit) {
                    case "", "ms" -> {
                        return Duration.ofMillis(amount);
                    }
                    case "s" -> {
                        return Duration.ofSeconds(amount);
                    }
                    case "m" -> {
                        return Duration.ofMinutes(amount);
                    }
                    default -> {
                        // Not a unit: said below.
                    }
                }
            }
        } catch (ArithmeticException | NumberFormatException tooLong) {
            throw new IllegalArgumentException("'" + text + "' is longer than 2^63-1 milliseconds", tooLong);
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no time; write a number with ms, s or m, such as 2s or 500ms");
    }
}
