package io.github.expectfilter;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
    private final AdmissionChecks checks;
    private final StandardPolicy policy;
    private final RejectionHandler rejectionHandler;
    private final Listeners listeners;

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
        this.policy = new StandardPolicy(syntax, unsupported, supported, rules, checks);
        this.rejectionHandler = builder.rejectionHandler != null
                ? builder.rejectionHandler
                : new ProblemRejectionHandler(
                        builder.rejectionType,
                        builder.rejectionTitle,
                        builder.rejectionDetail,
                        builder.bodilessUserAgents);
        this.listeners = new Listeners(builder.listeners);
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
        return rules;
    }

    /** The policy that these settings make. */
    public ExpectationPolicy policy() {
        return policy;
    }

    /** What writes the answers. */
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
                + ", rules=" + rules
                + ", checks=" + checks;
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
        private final List<AdmissionCheck> checks = new ArrayList<>();
        private @Nullable RejectionHandler rejectionHandler;
        private @Nullable URI rejectionType;
        private @Nullable String rejectionTitle;
        private @Nullable String rejectionDetail;
        private final List<String> bodilessUserAgents = new ArrayList<>();
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

        /** Adds a check of the application behind those that are there; the first rejection decides. */
        public Builder check(AdmissionCheck check) {
            checks.add(check);
            return this;
        }

        /** What writes the answers instead of the problem+json of the default. */
        public Builder rejectionHandler(RejectionHandler handler) {
            rejectionHandler = handler;
            return this;
        }

        /** Replaces the problem type of 417 (RFC 9457 section 3.1.1). */
        public Builder rejectionType(URI type) {
            rejectionType = type;
            return this;
        }

        /** Replaces the title of 417. */
        public Builder rejectionTitle(String title) {
            rejectionTitle = title;
            return this;
        }

        /** Replaces the detail of 417. */
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

        public ExpectFilterConfig build() {
            return new ExpectFilterConfig(this);
        }
    }
}
