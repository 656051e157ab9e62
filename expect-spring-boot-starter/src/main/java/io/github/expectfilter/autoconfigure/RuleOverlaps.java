package io.github.expectfilter.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Finds rules that never decide because an earlier one always does, and rules that share requests by halves. That a narrow
 * rule stands before a wide one is how rules are meant, and is not reported.
 *
 * <p>Patterns are compared by paths made of them: conservative where a pattern holds a regular expression.
 */
final class RuleOverlaps {

    private static final Log logger = LogFactory.getLog(RuleOverlaps.class);

    /** A segment that nobody writes into a pattern. */
    private static final String SEGMENT = "expect-filter-sample";

    /** A segment that is not a mere text. */
    private static final String VARIABLE = ".*[*?{].*";

    private RuleOverlaps() {}

    /**
     * A rule as its author named it.
     *
     * @param name its property or method
     * @param methods its methods; any when empty
     */
    record Rule(String name, List<PathPattern> paths, Collection<String> methods) {

        @Override
        public String toString() {
            String described = name + " ("
                    + String.join(
                            ",",
                            paths.stream().map(PathPattern::getPatternString).toList());
            return described + (methods.isEmpty() ? "" : " " + String.join(",", methods)) + ")";
        }
    }

    /** What was found: unreachable rules are to be warned about, the rest is worth knowing. */
    record Finding(boolean unreachable, String text) {}

    /** Reports each rule from this index on, compared with every earlier one. */
    static void report(List<Rule> rules, int from) {
        for (Finding finding : find(rules, from)) {
            if (finding.unreachable) {
                logger.warn(finding.text);
            } else {
                logger.info(finding.text);
            }
        }
    }

    static List<Finding> find(List<Rule> rules, int from) {
        List<Finding> findings = new ArrayList<>();
        for (int later = from; later < rules.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                Rule first = rules.get(earlier);
                Rule second = rules.get(later);
                if (pathsCover(first, second) && methodsCover(first, second)) {
                    findings.add(new Finding(
                            true,
                            second + " never decides: the earlier " + first
                                    + " matches all of its requests. Put the narrower rule first, or remove it"));
                    break;
                }
                boolean narrowFirst = pathsCover(second, first) && !pathsCover(first, second);
                if (!narrowFirst && methodsMeet(first, second) && pathsMeet(first, second)) {
                    findings.add(new Finding(
                            false, first + " and " + second + " overlap: the earlier decides about what both match"));
                }
            }
        }
        return findings;
    }

    private static boolean pathsCover(Rule wide, Rule narrow) {
        return narrow.paths.stream().allMatch(path -> wide.paths.stream().anyMatch(other -> covers(other, path)));
    }

    private static boolean pathsMeet(Rule a, Rule b) {
        return a.paths.stream().anyMatch(path -> b.paths.stream().anyMatch(other -> meet(path, other)));
    }

    private static boolean methodsCover(Rule wide, Rule narrow) {
        return wide.methods.isEmpty() || !narrow.methods.isEmpty() && wide.methods.containsAll(narrow.methods);
    }

    private static boolean methodsMeet(Rule a, Rule b) {
        return a.methods.isEmpty() || b.methods.isEmpty() || !Collections.disjoint(a.methods, b.methods);
    }

    private static boolean covers(PathPattern wide, PathPattern narrow) {
        if (wide.getPatternString().equals(narrow.getPatternString())) {
            return true;
        }
        return !wide.getPatternString().contains(":")
                && samples(narrow).stream().allMatch(path -> wide.matches(PathContainer.parsePath(path)));
    }

    private static boolean meet(PathPattern a, PathPattern b) {
        String[] left = a.getPatternString().split("/", -1);
        String[] right = b.getPatternString().split("/", -1);
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            if (isMany(left, i) || isMany(right, i)) {
                return true;
            }
            if (i >= left.length || i >= right.length) {
                return false;
            }
            boolean literals = !left[i].matches(VARIABLE) && !right[i].matches(VARIABLE);
            if (literals && !left[i].equals(right[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMany(String[] segments, int i) {
        return i < segments.length && (segments[i].equals("**") || segments[i].startsWith("{*"));
    }

    /** Paths that a pattern matches: with nothing, one segment and three in the place of its many. */
    private static List<String> samples(PathPattern pattern) {
        String many = "/(\\*\\*|\\{\\*[^}]*})";
        List<String> paths = new ArrayList<>();
        for (String rest : List.of("", "/" + SEGMENT, ("/" + SEGMENT).repeat(3))) {
            String path = pattern.getPatternString()
                    .replaceAll(many, rest)
                    .replaceAll("\\{[^}]*}+", SEGMENT)
                    .replace("*", SEGMENT)
                    .replace('?', 'e');
            paths.add(path.isEmpty() ? "/" : path);
        }
        return paths;
    }
}
