package io.github.expectfilter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.Rejection.Reason;

/**
 * What content is admitted on some paths: its length, its media type, whether the length must be declared, whether the
 * client must be authorized, how many contents are received at once. Judged on the header section, with or without {@code Expect}; a request that announces no
 * content is never judged.
 *
 * <p>The checks in their order: authorization (401), declared length (411), length (413), media type (415), number at once
 * (503). Immutable, except that it counts what is being received.
 *
 * @since 0.1.0
 */
public final class AdmissionRule {

    private static final int UNLIMITED = -1;

    private final Predicate<HttpServletRequest> requests;
    private final String description;
    private final Set<String> methods;
    private final long maxContentLength;
    private final List<MediaRange> contentTypes;
    private final boolean requireContentLength;
    private final @Nullable String requireAuthorization;
    private final @Nullable ConcurrencyLimit concurrency;

    private AdmissionRule(Builder builder) {
        this.requests = builder.requests;
        this.description = builder.description;
        this.methods = Set.copyOf(builder.methods);
        this.maxContentLength = builder.maxContentLength;
        this.contentTypes = List.copyOf(builder.contentTypes);
        this.requireContentLength = builder.requireContentLength;
        this.requireAuthorization = builder.requireAuthorization;
        this.concurrency = builder.maxConcurrent == UNLIMITED ? null : new ConcurrencyLimit(builder.maxConcurrent);
    }

    /** A rule that matches every request and admits everything, to be narrowed. */
    public static Builder builder() {
        return new Builder();
    }

    boolean appliesTo(HttpServletRequest request, long content) {
        return content != AnnouncedContent.NONE
                && (methods.isEmpty() || methods.contains(request.getMethod()))
                && requests.test(request);
    }

    /** What speaks against a request to which this rule applies; {@code null} if nothing does. */
    @Nullable
    Rejection check(HttpServletRequest request, long content) {
        if (requireAuthorization != null && request.getHeader("Authorization") == null) {
            return Rejection.of(Reason.UNAUTHORIZED, Map.of("WWW-Authenticate", requireAuthorization));
        }
        if (requireContentLength && content == AnnouncedContent.OF_UNDECLARED_LENGTH) {
            return Rejection.of(Reason.LENGTH_REQUIRED);
        }
        if (maxContentLength != UNLIMITED && content > maxContentLength) {
            return contentTooLarge();
        }
        if (!contentTypes.isEmpty()) {
            String contentType = request.getContentType();
            if (contentTypes.stream().noneMatch(range -> range.includes(contentType))) {
                String accepted =
                        contentTypes.stream().map(MediaRange::toString).collect(Collectors.joining(", "));
                return Rejection.of(Reason.UNSUPPORTED_MEDIA_TYPE, Map.of("Accept", accepted))
                        .withDetail("The media type of the content is not accepted. Accepted here: " + accepted + ".");
            }
        }
        if (concurrency != null && concurrency.isReached()) {
            return tooManyConcurrent();
        }
        return null;
    }

    Rejection contentTooLarge() {
        return Rejection.of(Reason.CONTENT_TOO_LARGE)
                .withDetail("The content is too large. At most " + maxContentLength + " bytes are accepted here.");
    }

    /** The largest content in bytes; negative if that is not limited. */
    long maxContentLength() {
        return maxContentLength;
    }

    /** A second is what an upload that ends right now takes to make room: anything longer would be a guess too. */
    static Rejection tooManyConcurrent() {
        return Rejection.of(Reason.TOO_MANY_CONCURRENT, Map.of("Retry-After", "1"));
    }

    /** Counts what is being received; {@code null} if that is not limited. */
    @Nullable
    ConcurrencyLimit concurrency() {
        return concurrency;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(description);
        if (!methods.isEmpty()) {
            text.append(" methods=").append(methods.stream().sorted().toList());
        }
        if (maxContentLength != UNLIMITED) {
            text.append(" max-content-length=").append(maxContentLength);
        }
        if (!contentTypes.isEmpty()) {
            text.append(" content-types=").append(contentTypes);
        }
        if (requireContentLength) {
            text.append(" require-content-length");
        }
        if (requireAuthorization != null) {
            text.append(" require-authorization");
        }
        if (concurrency != null) {
            text.append(" max-concurrent=").append(concurrency.max());
        }
        return text.toString();
    }

    /**
     * Collects the settings of an {@link AdmissionRule}. Every setter checks its value and throws
     * {@link IllegalArgumentException} with the cure.
     *
     * @since 0.1.0
     */
    public static final class Builder {

        private Predicate<HttpServletRequest> requests = request -> true;
        private String description = "/**";
        private final Set<String> methods = new LinkedHashSet<>();
        private long maxContentLength = UNLIMITED;
        private final List<MediaRange> contentTypes = new ArrayList<>();
        private boolean requireContentLength;
        private @Nullable String requireAuthorization;
        private int maxConcurrent = UNLIMITED;

        private Builder() {}

        /**
         * The requests to which the rule applies; all of them by default.
         *
         * @param newDescription names the paths in logs
         * @param newRequests must look at the header section only
         */
        public Builder requests(String newDescription, Predicate<HttpServletRequest> newRequests) {
            this.description = newDescription;
            this.requests = newRequests;
            return this;
        }

        /** The methods to which the rule applies, as RFC 9110 spells them (upper case); any when empty. */
        public Builder methods(Collection<String> newMethods) {
            for (String method : newMethods) {
                if (!Ascii.isToken(method)) {
                    throw new IllegalArgumentException("'" + method + "' is no method; write for instance PUT, POST");
                }
                if (Ascii.lower(method).equals(method)) {
                    throw new IllegalArgumentException(
                            "'" + method + "' would never match: methods are case-sensitive; write it in upper case");
                }
            }
            methods.addAll(newMethods);
            return this;
        }

        /** The largest content in bytes; more is answered with 413. */
        public Builder maxContentLength(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("A content length cannot be negative: " + bytes);
            }
            maxContentLength = bytes;
            return this;
        }

        /** The accepted media types and ranges, such as {@code image/*}; another is answered with 415. */
        public Builder contentTypes(Collection<String> types) {
            for (String type : types) {
                contentTypes.add(MediaRange.parse(type));
            }
            return this;
        }

        /** Whether content must declare its length; content that does not is answered with 411. */
        public Builder requireContentLength(boolean required) {
            requireContentLength = required;
            return this;
        }

        /**
         * The challenge, such as {@code Bearer} or {@code Basic realm="files"}, with which a request without
         * {@code Authorization} is answered 401.
         */
        public Builder requireAuthorization(String challenge) {
            int space = challenge.indexOf(' ');
            String scheme = space < 0 ? challenge : challenge.substring(0, space);
            if (!Ascii.isToken(scheme) || !Ascii.isFieldValue(challenge)) {
                throw new IllegalArgumentException(
                        "'" + challenge
                                + "' is no challenge; write for instance Bearer or Basic realm=\"files\" (RFC 9110 section 11.3)");
            }
            requireAuthorization = challenge;
            return this;
        }

        /**
         * The largest number of requests whose content is being received at once, from the decision to the end of the
         * request; one more is answered with 503.
         */
        public Builder maxConcurrent(int requests) {
            if (requests < 1) {
                throw new IllegalArgumentException(
                        "At least one content must be receivable at a time, not " + requests + "; write 1 or more");
            }
            maxConcurrent = requests;
            return this;
        }

        public AdmissionRule build() {
            return new AdmissionRule(this);
        }
    }
}
