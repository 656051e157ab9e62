package io.github.expectfilter;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an {@link ExpectFilter}. Immutable; made by {@link #builder()}.
 *
 * @since 0.1.0
 */
public final class ExpectFilterConfig {

    private final boolean enforce;
    private final Set<String> supported;
    private final Unsupported unsupported;
    private final Syntax syntax;
    private final ContinueTiming continueTiming;
    private final List<AdmissionRule> rules;
    private final Supplier<List<AdmissionRule>> laterRules;
    private final AdmissionChecks checks;
    private final StandardPolicy policy;
    private final RejectionFormat rejectionFormat;
    private final RejectionHandler rejectionHandler;
    private final Listeners listeners;
    private final long rejectionDrain;
    private final Duration rejectionDrainTimeout;
    private final @Nullable String decisionEndpointPath;

    private ExpectFilterConfig(Builder builder) {
        this.enforce = builder.enforce;
        this.supported = Set.copyOf(builder.supported);
        this.syntax = builder.syntax;
        this.unsupported = builder.unsupported != null
                ? builder.unsupported
                : syntax == Syntax.STRICT ? Unsupported.REJECT : Unsupported.IGNORE;
        this.continueTiming = builder.continueTiming;
        this.rules = List.copyOf(builder.rules);
        this.checks = new AdmissionChecks(List.copyOf(builder.checks));
        this.laterRules = builder.laterRules != null ? builder.laterRules : List::of;
        this.policy = new StandardPolicy(syntax, unsupported, supported, rules, laterRules, checks);
        this.rejectionFormat = builder.rejectionFormat;
        RejectionHandler standard = new StandardRejectionHandler(new StandardRejectionHandler.Settings(
                builder.rejectionFormat,
                builder.rejectionType,
                builder.rejectionTitle,
                builder.rejectionDetail,
                builder.rejectionHtmlTemplate,
                builder.rejectionTextTemplate,
                builder.rejectionJsonTemplate,
                new LinkedHashMap<>(builder.rejectionHeaders),
                builder.bodilessUserAgents));
        this.rejectionHandler = builder.rejectionHandler == null
                ? standard
                : new GuardedRejectionHandler(builder.rejectionHandler, standard);
        this.listeners = new Listeners(builder.listeners);
        this.rejectionDrain = builder.rejectionDrain;
        this.rejectionDrainTimeout = builder.rejectionDrainTimeout;
        this.decisionEndpointPath = builder.decisionEndpointPath;
    }

    /** The settings of a filter that was told nothing. */
    public static ExpectFilterConfig defaults() {
        return builder().build();
    }

    /** Settings to be changed, beginning with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** How the {@code Expect} field is read. */
    public enum Syntax {
        /** Only {@code Expect: 100-continue} on one line is honored: every hop reads it alike. */
        STRICT,
        /** Lists and several lines that hold {@code 100-continue} are honored too. */
        LENIENT
    }

    /** What is done about an expectation that is not supported. */
    public enum Unsupported {
        /** It is answered with 417. */
        REJECT,
        /** The request is treated as if it had no such expectation. */
        IGNORE
    }

    /** When {@code 100 Continue} is sent. */
    public enum ContinueTiming {
        /** When the application first reads: security and routing may still answer first. */
        ON_READ,
        /** Right after the decision: the client never waits for a slow handler. */
        ON_ACCEPT
    }

    /** What the body of a rejection is. */
    public enum RejectionFormat {
        /** The one that the {@code Accept} field prefers, {@code PROBLEM} when none fits (RFC 9110 section 12.5.1). */
        AUTO,
        /** {@code application/problem+json} (RFC 9457), or the JSON of a template. */
        PROBLEM,
        /** A page for people. */
        HTML,
        /** Plain text. */
        TEXT,
        /** No body. */
        NONE
    }

    /** Whether requests are rejected; otherwise decisions are only recorded. */
    public boolean enforce() {
        return enforce;
    }

    /** The supported expectations, in lower case. */
    public Set<String> supported() {
        return supported;
    }

    /** What is done about the others. */
    public Unsupported unsupported() {
        return unsupported;
    }

    /** How the field is read. */
    public Syntax syntax() {
        return syntax;
    }

    /** When {@code 100 Continue} is sent. */
    public ContinueTiming continueTiming() {
        return continueTiming;
    }

    /** The rules in their order; the first that applies decides. */
    public List<AdmissionRule> rules() {
        List<AdmissionRule> later = laterRules.get();
        return later.isEmpty()
                ? rules
                : Stream.concat(rules.stream(), later.stream()).toList();
    }

    /**
     * Whether there is a rule at all; as cheap as a question can be that is asked with each request. For container
     * adapters, which count content only where a rule can limit it. The answer may change to true: rules can be added
     * later ({@link Builder#rules(Supplier)}).
     */
    public boolean hasRules() {
        return !rules.isEmpty() || !laterRules.get().isEmpty();
    }

    /** The application's checks in their order. */
    public List<AdmissionCheck> checks() {
        return checks.checks();
    }

    /** The policy that these settings make. */
    public ExpectationPolicy policy() {
        return policy;
    }

    /** What the body of a rejection is. */
    public RejectionFormat rejectionFormat() {
        return rejectionFormat;
    }

    /** What writes the answers; where the application's handler fails, the standard answer is written. */
    public RejectionHandler rejectionHandler() {
        return rejectionHandler;
    }

    /** Who is told of the decisions, in their order. */
    public List<ExpectFilterListener> listeners() {
        return listeners.asList();
    }

    Listeners notifier() {
        return listeners;
    }

    /** How many bytes of content are read and thrown away before a request without {@code Expect} is rejected. */
    public long rejectionDrain() {
        return rejectionDrain;
    }

    /** How long content is read and thrown away before a request without {@code Expect} is rejected. */
    public Duration rejectionDrainTimeout() {
        return rejectionDrainTimeout;
    }

    /** The path at which a proxy asks for the decision about a request; {@code null} if there is none. */
    public @Nullable String decisionEndpointPath() {
        return decisionEndpointPath;
    }

    /** Whether the policy has anything to say about a request. */
    boolean concerns(HttpServletRequest request, ExpectField field) {
        return field.isPresent() || policy.ruleFor(request) != null || isChecked(request);
    }

    private boolean isChecked(HttpServletRequest request) {
        return !checks.isEmpty() && AnnouncedContent.of(request) != AnnouncedContent.NONE;
    }

    /** The rule that decides about a request; {@code null} if none applies. */
    @Nullable
    AdmissionRule ruleFor(HttpServletRequest request) {
        return policy.ruleFor(request);
    }

    /**
     * Whether a field by itself is no reason to reject a request of HTTP/1.1 or newer. For container adapters, which
     * keep the container from rejecting what the filter accepts.
     *
     * @param field the field
     */
    public boolean accepts(ExpectField field) {
        return !(decideByField(field) instanceof ExpectationDecision.Reject);
    }

    /**
     * Whether more is accepted than {@code 100-continue} alone. Then containers that answer everything else with 417 by
     * themselves must be kept from it.
     */
    public boolean acceptsMoreThanContinue() {
        return syntax == Syntax.LENIENT
                || unsupported == Unsupported.IGNORE
                || supported.stream().anyMatch(name -> !name.equals(Expectation.CONTINUE));
    }

    /** What the field by itself says about a request that no application will see. */
    ExpectationDecision decideByField(ExpectField field) {
        return policy.decideByField(field, false);
    }

    @Override
    public String toString() {
        return "enforce=" + enforce
                + ", supported=" + supported.stream().sorted().toList()
                + ", unsupported=" + name(unsupported)
                + ", syntax=" + name(syntax)
                + ", continue-timing=" + name(continueTiming)
                + ", rules=" + rules()
                + ", checks="
                + checks().stream().map(check -> check.getClass().getName()).toList()
                + ", rejection-format=" + name(rejectionFormat)
                + ", rejection-drain=" + rejectionDrain
                + ", rejection-drain-timeout=" + rejectionDrainTimeout
                + (decisionEndpointPath == null ? "" : ", decision-endpoint=" + decisionEndpointPath);
    }

    private static String name(Enum<?> value) {
        return Ascii.lower(value.name()).replace('_', '-');
    }

    /**
     * Collects settings. Every setter checks its value and throws {@link IllegalArgumentException} with the cure.
     *
     * @since 0.1.0
     */
    public static final class Builder {

        private boolean enforce = true;
        private Set<String> supported = Set.of(Expectation.CONTINUE);
        private @Nullable Unsupported unsupported;
        private Syntax syntax = Syntax.STRICT;
        private ContinueTiming continueTiming = ContinueTiming.ON_READ;
        private final List<AdmissionRule> rules = new ArrayList<>();
        private @Nullable Supplier<List<AdmissionRule>> laterRules;
        private final List<AdmissionCheck> checks = new ArrayList<>();
        private @Nullable RejectionHandler rejectionHandler;
        private @Nullable URI rejectionType;
        private @Nullable String rejectionTitle;
        private @Nullable String rejectionDetail;
        private RejectionFormat rejectionFormat = RejectionFormat.AUTO;
        private @Nullable RejectionTemplate rejectionHtmlTemplate;
        private @Nullable RejectionTemplate rejectionTextTemplate;
        private @Nullable RejectionTemplate rejectionJsonTemplate;
        private final Map<String, String> rejectionHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final List<String> bodilessUserAgents = new ArrayList<>();
        private long rejectionDrain = 2 << 20;
        private Duration rejectionDrainTimeout = Duration.ofSeconds(2);
        private @Nullable String decisionEndpointPath;
        private final List<ExpectFilterListener> listeners = new ArrayList<>();

        private Builder() {}

        /** Whether to reject requests; true by default. When false, decisions are only recorded. */
        public Builder enforce(boolean newEnforce) {
            enforce = newEnforce;
            return this;
        }

        /**
         * The supported expectations; {@code 100-continue} by default. Empty: every expectation is rejected.
         *
         * @param names names of expectations, in any case
         */
        public Builder supported(Collection<String> names) {
            Set<String> lowered = new LinkedHashSet<>();
            for (String name : names) {
                String lower = Ascii.lower(name);
                if (!Ascii.isToken(name)) {
                    throw new IllegalArgumentException(
                            "'" + name
                                    + "' is no expectation; write the name only, such as 100-continue (RFC 9110 section 10.1.1)");
                }
                if (!lower.equals(Expectation.CONTINUE)
                        && ExpectField.parse(List.of(name)).isLookAlike()) {
                    throw new IllegalArgumentException("'" + name
                            + "' could be taken for 100-continue, so it is always rejected; choose another name");
                }
                lowered.add(lower);
            }
            supported = lowered;
            return this;
        }

        /** What to do about an expectation that is not supported; by default REJECT, with LENIENT syntax IGNORE. */
        public Builder unsupported(Unsupported newUnsupported) {
            unsupported = newUnsupported;
            return this;
        }

        /** How to read the field; STRICT by default. */
        public Builder syntax(Syntax newSyntax) {
            syntax = newSyntax;
            return this;
        }

        /** When to send {@code 100 Continue}; ON_READ by default. */
        public Builder continueTiming(ContinueTiming newTiming) {
            continueTiming = newTiming;
            return this;
        }

        /** Adds a rule behind those that are there; the first rule that applies to a request decides. */
        public Builder rule(AdmissionRule rule) {
            rules.add(rule);
            return this;
        }

        /**
         * Rules that are not known yet, for instance because they belong to endpoints that are registered after the
         * filter. They stand behind all others.
         *
         * @param later asked with each request, so it must be fast; the same list as long as nothing changes
         */
        public Builder rules(Supplier<List<AdmissionRule>> later) {
            Supplier<List<AdmissionRule>> earlier = laterRules;
            laterRules = earlier == null
                    ? later
                    : () -> Stream.concat(earlier.get().stream(), later.get().stream())
                            .toList();
            return this;
        }

        /** Adds a check of the application behind those that are there; the first rejection decides. */
        public Builder check(AdmissionCheck check) {
            checks.add(check);
            return this;
        }

        /** What writes the answers; the other {@code rejection} settings are then for the case that it fails. */
        public Builder rejectionHandler(RejectionHandler handler) {
            rejectionHandler = handler;
            return this;
        }

        /** What the body of a rejection is; AUTO by default. */
        public Builder rejectionFormat(RejectionFormat format) {
            rejectionFormat = format;
            return this;
        }

        /**
         * Replaces the HTML page. Its {@code style} elements are applied; scripts, {@code style} attributes and
         * everything from elsewhere are not: the answer's {@code Content-Security-Policy} forbids them.
         *
         * @param template HTML with the placeholders <code>{status} {title} {detail} {reason}</code>
         */
        public Builder rejectionHtmlTemplate(String template) {
            rejectionHtmlTemplate = RejectionTemplate.parse(RejectionTemplate.Format.HTML, template);
            return this;
        }

        /**
         * Replaces the plain text.
         *
         * @param template text with the placeholders <code>{status} {title} {detail} {reason}</code>
         */
        public Builder rejectionTextTemplate(String template) {
            rejectionTextTemplate = RejectionTemplate.parse(RejectionTemplate.Format.TEXT, template);
            return this;
        }

        /**
         * Replaces the problem by other JSON, sent as {@code application/json}.
         *
         * @param template JSON with the placeholders <code>{status}</code> and, within strings,
         *     <code>{title} {detail} {reason}</code>
         */
        public Builder rejectionJsonTemplate(String template) {
            rejectionJsonTemplate = RejectionTemplate.parse(RejectionTemplate.Format.JSON, template);
            return this;
        }

        /**
         * Adds a header field to every rejection.
         *
         * @param name a field that neither the answer nor the connection uses by itself
         * @param value visible ASCII characters, spaces and tabs
         */
        public Builder rejectionHeader(String name, String value) {
            RejectionHeaders.check(name, value);
            if (rejectionHeaders.put(name, value) != null) {
                throw new IllegalArgumentException("The header field " + name + " is given twice; write it once");
            }
            return this;
        }

        /** Replaces the problem type of 417, where a rejection has none of its own (RFC 9457 section 3.1.1). */
        public Builder rejectionType(URI type) {
            if (type.toString().isEmpty() || !Ascii.isFieldValue(type.toString())) {
                throw new IllegalArgumentException("'" + type
                        + "' is no URI (RFC 3986); write for instance https://example.org/problems/expectation");
            }
            rejectionType = type;
            return this;
        }

        /** Replaces the title of 417, where a rejection has none of its own. */
        public Builder rejectionTitle(String title) {
            rejectionTitle = title;
            return this;
        }

        /** Replaces the detail of 417, where a rejection has none of its own. */
        public Builder rejectionDetail(String detail) {
            rejectionDetail = detail;
            return this;
        }

        /**
         * Adds clients that cannot take a body together with a rejection.
         *
         * @param prefixes beginnings of {@code User-Agent} values, case-sensitive
         */
        public Builder bodilessUserAgents(Collection<String> prefixes) {
            for (String prefix : prefixes) {
                if (prefix.isBlank()) {
                    throw new IllegalArgumentException(
                            "An empty prefix would match every client; write the beginning of a User-Agent");
                }
            }
            bodilessUserAgents.addAll(prefixes);
            return this;
        }

        /** Adds a listener behind those that are there. */
        public Builder listener(ExpectFilterListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * How much content to read and throw away before a request without {@code Expect} is rejected; 2 MB by default.
         * Its client is writing already, and an answer that comes before the content is read can be lost in the reset of
         * the connection.
         *
         * @param bytes the most that is read; 0: nothing
         */
        public Builder rejectionDrain(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException(
                        "A content length cannot be negative: " + bytes + "; 0 reads nothing");
            }
            rejectionDrain = bytes;
            return this;
        }

        /**
         * How long to read content before a request without {@code Expect} is rejected; 2 seconds by default. Containers
         * measure it in seconds rather than milliseconds.
         */
        public Builder rejectionDrainTimeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("A client that sends nothing would never be answered after "
                        + timeout + "; write a longer time, or switch the drain off by its size 0");
            }
            rejectionDrainTimeout = timeout;
            return this;
        }

        /**
         * The path at which a proxy asks for the decision about a request before it has its client send the content;
         * none by default. The filter answers a request for it by itself: 204, or 403 with the true status in
         * {@code X-Expect-Status}. It must be mapped to that path too.
         *
         * @param path the path within the web application, such as {@code /expect-decision}
         */
        public Builder decisionEndpointPath(String path) {
            if (!isPlainPath(path)) {
                throw new IllegalArgumentException("'" + path
                        + "' is no path that a proxy can ask; write one path without wildcard, parameter, query,"
                        + " encoding and empty or dot segments, such as /expect-decision");
            }
            decisionEndpointPath = path;
            return this;
        }

        /** Whether every hop and container reads the path alike. */
        private static boolean isPlainPath(String path) {
            if (!path.startsWith("/")) {
                return false;
            }
            for (String segment : path.substring(1).split("/", -1)) {
                if (!Ascii.isToken(segment)
                        || segment.equals(".")
                        || segment.equals("..")
                        || segment.indexOf('*') >= 0
                        || segment.indexOf('%') >= 0
                        || segment.indexOf('#') >= 0) {
                    return false;
                }
            }
            return true;
        }

        public ExpectFilterConfig build() {
            return new ExpectFilterConfig(this);
        }
    }
}
