package io.github.expectfilter.probe;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * What to probe, checked.
 *
 * @param announced the length that the user's request announces, in bytes
 * @param fields whole field lines
 * @param trust which certificates to trust; {@code null} for those that the JDK trusts
 */
record ProbeSettings(
        URI uri,
        String method,
        long announced,
        List<String> fields,
        Duration timeLimit,
        @Nullable SSLContext trust,
        boolean verifyHostname) {

    boolean hasField(String name) {
        return fields.stream()
                .anyMatch(field -> field.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"));
    }
}
