package io.github.expectfilter;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.ExpectFilterConfig.Syntax;
import io.github.expectfilter.ExpectFilterConfig.Unsupported;
import io.github.expectfilter.Rejection.Reason;

/**
 * The decision table of the documentation, in its order. The numbers in the comments are its rows; row 1 (requests that
 * do not concern us) is the filter's.
 */
final class StandardPolicy implements ExpectationPolicy {

    /** Content on these methods together with an expectation is what desync attacks are made of, and nobody else's. */
    private static final Set<String> METHODS_WITHOUT_EXPECTATION = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final boolean strict;
    private final boolean ignoreUnsupported;
    private final boolean continueSupported;
    private final Set<String> extensions;
    private final List<AdmissionRule> rules;
    private final Supplier<List<AdmissionRule>> laterRules;
    private final AdmissionChecks checks;

    StandardPolicy(
            Syntax syntax,
            Unsupported unsupported,
            Set<String> supported,
            List<AdmissionRule> rules,
            Supplier<List<AdmissionRule>> laterRules,
            AdmissionChecks checks) {
        this.strict = syntax == Syntax.STRICT;
        this.ignoreUnsupported = unsupported == Unsupported.IGNORE;
        this.continueSupported = supported.contains(Expectation.CONTINUE);
        this.extensions = supported.stream()
                .filter(name -> !name.equals(Expectation.CONTINUE))
                .collect(Collectors.toUnmodifiableSet());
        this.rules = rules;
        this.laterRules = laterRules;
        this.checks = checks;
    }

    @Override
    public ExpectationDecision decide(HttpServletRequest request, ExpectField field) {
        ExpectationDecision byField = decideByField(field, AnnouncedContent.isBeforeHttp11(request));
        if (byField instanceof ExpectationDecision.Reject) {
            return byField;
        }
        boolean honor = byField instanceof ExpectationDecision.Honor;
        boolean awaitsContinue = honor && field.hasContinue();
        long content = AnnouncedContent.of(request);
        if (awaitsContinue
                && strict
                && content != AnnouncedContent.NONE
                && METHODS_WITHOUT_EXPECTATION.contains(request.getMethod())) {
            return reject(Reason.METHOD); // 12
        }
        AdmissionRule rule = ruleFor(request, content);
        Rejection rejection = rule == null ? null : rule.check(request, content);
        if (rejection == null && content != AnnouncedContent.NONE) {
            rejection = checks.check(request);
        }
        if (rejection != null) {
            return ExpectationDecision.reject(rejection); // 13
        }
        if (awaitsContinue && content == AnnouncedContent.NONE) {
            return ExpectationDecision.ignore(); // 14
        }
        return byField; // 15
    }

    /** The rule that decides about a request: the first that applies. */
    @Nullable
    AdmissionRule ruleFor(HttpServletRequest request) {
        return rules.isEmpty() && laterRules.get().isEmpty() ? null : ruleFor(request, AnnouncedContent.of(request));
    }

    private @Nullable AdmissionRule ruleFor(HttpServletRequest request, long content) {
        AdmissionRule rule = firstOf(rules, request, content);
        return rule != null ? rule : firstOf(laterRules.get(), request, content);
    }

    private static @Nullable AdmissionRule firstOf(
            List<AdmissionRule> rules, HttpServletRequest request, long content) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).appliesTo(request, content)) {
                return rules.get(i);
            }
        }
        return null;
    }

    /** Rows 2 to 11: what the field by itself says. Honor means that nothing in the field speaks against it. */
    ExpectationDecision decideByField(ExpectField field, boolean beforeHttp11) {
        if (!field.isPresent()) {
            return ExpectationDecision.ignore();
        }
        if (field.form() == ExpectField.Form.TOO_LARGE) {
            return reject(Reason.FIELD_TOO_LARGE); // 2
        }
        if (field.form() == ExpectField.Form.FORBIDDEN_CHARACTER) {
            return reject(Reason.FORBIDDEN_CHARACTER); // 3
        }
        if (beforeHttp11) {
            return ExpectationDecision.ignore(); // 4
        }
        if (strict && field.isPadded()) {
            return reject(Reason.PADDED); // 5
        }
        boolean wellFormed = field.form() == ExpectField.Form.WELL_FORMED;
        if (wellFormed && field.members().isEmpty()) {
            return ExpectationDecision.ignore(); // 6
        }
        boolean hasContinue = field.hasContinue();
        if (hasContinue && !field.isCanonical()) {
            if (strict && !isContinueWithSupportedExtensions(field)) {
                return reject(Reason.NOT_CANONICAL); // 8, strict
            }
            if (!ignoreUnsupported && !allExtensionsSupported(field)) {
                return reject(Reason.UNSUPPORTED_EXPECTATION); // 8, lenient
            }
        }
        if (!hasContinue) {
            if (field.isLookAlike()) {
                return reject(Reason.LOOK_ALIKE); // 9
            }
            if (!wellFormed || !allExtensionsSupported(field)) {
                if (ignoreUnsupported) {
                    return ExpectationDecision.ignore(); // 10
                }
                return reject(wellFormed ? Reason.UNSUPPORTED_EXPECTATION : Reason.MALFORMED); // 10
            }
            return ExpectationDecision.honor(); // 10: every member is named in "supported"
        }
        if (!continueSupported) {
            return reject(Reason.UNSUPPORTED_EXPECTATION); // 11
        }
        return ExpectationDecision.honor();
    }

    /** One {@code 100-continue} and, beside it, at least one extension, all of them supported. */
    private boolean isContinueWithSupportedExtensions(ExpectField field) {
        long continues =
                field.members().stream().filter(Expectation::isContinue).count();
        return continues == 1 && field.members().size() > 1 && allExtensionsSupported(field);
    }

    private boolean allExtensionsSupported(ExpectField field) {
        for (Expectation member : field.members()) {
            if (!member.isContinue() && !extensions.contains(member.name())) {
                return false;
            }
        }
        return true;
    }

    private static ExpectationDecision reject(Reason reason) {
        return ExpectationDecision.reject(Rejection.of(reason));
    }
}
