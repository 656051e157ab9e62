package io.github.expectfilter.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.expectfilter.autoconfigure.RuleOverlaps.Finding;
import io.github.expectfilter.autoconfigure.RuleOverlaps.Rule;

import static org.assertj.core.api.Assertions.assertThat;

class RuleOverlapsTests {

    private static Rule rule(String name, String paths, String methods) {
        return new Rule(
                name,
                PathRule.parse(Arrays.asList(paths.split(" "))).patterns(),
                methods.isEmpty() ? List.of() : Arrays.asList(methods.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        // earlier, methods, later, methods, finding
        "/**, '', /files/**, '', unreachable",
        "/**, '', /, '', unreachable",
        "/files/**, '', /files, PUT, unreachable",
        "/files/**, PUT POST, /files/{name}, PUT, unreachable",
        "/files/*, '', /files/{name}, '', unreachable",
        "/files/*, '', /files/{name:[a-z]+}, '', unreachable",
        "/a /files/**, '', /files/b /a, '', unreachable",
        "/files/{*rest}, '', /files/**, '', unreachable",
        "/files/{name:[a-z]+}, '', /files/{name:[a-z]+}, '', unreachable",
        "/files/**, PUT, /files/**, '', overlap",
        "/files/**, PUT POST, /files/**, POST PATCH, overlap",
        "/files/*/a, '', /files/b/*, '', overlap",
        "/files/*/a, '', /files/b/c/*, '', nothing",
        "/files/*/a, '', /other/b/*, '', nothing",
        "/a/**, PUT, /a/*/{*rest}, '', overlap",
        "/files/* /a, '', /files/b /c, '', overlap",
        "/files/{name:[a-z]+}, '', /files/expect, '', overlap",
        "/files/*, '', /files/**, '', nothing",
        "/files/a, '', /files/**, '', nothing",
        "/files/a, '', /files/**, PUT, nothing",
        "/files/**, PUT, /files/**, POST, nothing",
        "/files/**, '', /filesystem/**, '', nothing",
        "/files/a/**, '', /files/**, '', nothing",
        "/*, '', /**, '', nothing",
        "/a, '', /b, '', nothing"
    })
    void twoRules(String earlier, String earlierMethods, String later, String laterMethods, String expected) {
        List<Finding> findings = RuleOverlaps.find(
                List.of(rule("first", earlier, earlierMethods), rule("second", later, laterMethods)), 1);

        switch (expected) {
            case "unreachable" ->
                assertThat(findings).singleElement().satisfies(finding -> {
                    assertThat(finding.unreachable()).isTrue();
                    assertThat(finding.text()).startsWith("second (").contains("first (");
                });
            case "overlap" ->
                assertThat(findings).singleElement().satisfies(finding -> {
                    assertThat(finding.unreachable()).isFalse();
                    assertThat(finding.text()).contains("second (").startsWith("first (");
                });
            default -> assertThat(findings).isEmpty();
        }
    }

    @Test
    void aRuleIsReportedUnreachableOnce() {
        List<Finding> findings =
                RuleOverlaps.find(List.of(rule("a", "/**", ""), rule("b", "/b", ""), rule("c", "/b", "PUT")), 1);

        assertThat(findings)
                .extracting(Finding::text)
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("b (/b) never decides: the earlier a (/**)"),
                        text -> assertThat(text).startsWith("c (/b PUT) never decides: the earlier a (/**)"));
    }
}
