package io.github.expectfilter;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.expectfilter.ExpectField.Form;
import io.github.expectfilter.ExpectFilterConfig.Syntax;

import static org.assertj.core.api.Assertions.assertThat;

class ExpectFieldTests {

    private static final String ALPHABET = "100-continueCONTINUE100,,;;==\"\"\\ \tfoobar\u00fc\u0131\u0000\r";

    @Test
    void unicodeCaseFoldingMakesNoContinue() {
        assertThat("100-cont\u0131nue".equalsIgnoreCase("100-continue"))
                .as("the trap in the JDK")
                .isTrue();

        ExpectField field = ExpectField.parse(List.of("100-cont\u0131nue"));

        assertThat(field.isCanonical()).isFalse();
        assertThat(field.hasContinue()).isFalse();
        assertThat(field.isLookAlike()).isTrue();
    }

    @Test
    void aLineEndBehindTheValueIsForbidden() {
        assertThat(ExpectField.parse(List.of("100-continue\n")).form()).isEqualTo(Form.FORBIDDEN_CHARACTER);
    }

    @Test
    void showsCountsAndNeverAValue() {
        ExpectField field = ExpectField.parse(List.of("secret=\"marker\"", "100-continue"));

        assertThat(field).hasToString("ExpectField[WELL_FORMED, lines=2, length=27, members=2]");
        assertThat(field.members().get(0)).hasToString("secret");
    }

    @Test
    void aLongQuotedStringDoesNotOverflowTheStack() {
        ExpectField field = ExpectField.parse(List.of("a=\"" + "\\\"".repeat(250) + "\""));

        assertThat(field.form()).isEqualTo(Form.WELL_FORMED);
        assertThat(field.members().get(0).value()).isEqualTo("\"".repeat(250));
    }

    @Test
    void aHugeFieldIsRefusedUnparsed() {
        assertThat(ExpectField.parse(List.of("x".repeat(10_000_000))).form()).isEqualTo(Form.TOO_LARGE);
        assertThat(ExpectField.parse(Collections.nCopies(100_000, "100-continue"))
                        .form())
                .isEqualTo(Form.TOO_LARGE);
    }

    @Test
    void everyFieldIsJudgedTheSameWayByBothPolicies() {
        Random random = new Random(20261120);
        for (int i = 0; i < 20_000; i++) {
            List<String> lines = randomLines(random);
            ExpectField field = ExpectField.parse(lines);
            ExpectationDecision strict = decide(Syntax.STRICT, field);
            ExpectationDecision lenient = decide(Syntax.LENIENT, field);

            assertThat(field.members())
                    .as("%s", lines)
                    .allMatch(member -> member.name().matches("[!-~]+"));
            if (strict instanceof ExpectationDecision.Honor) {
                assertThat(lenient).as("%s", lines).isEqualTo(strict);
            }
            if (lenient instanceof ExpectationDecision.Reject) {
                assertThat(strict).as("%s", lines).isInstanceOf(ExpectationDecision.Reject.class);
            }
        }
    }

    @Test
    void linesThatAreJoinedByACommaMeanTheSame() {
        Random random = new Random(9110);
        int wellFormed = 0;
        for (int i = 0; i < 20_000; i++) {
            List<String> lines = randomLines(random);
            ExpectField field = ExpectField.parse(lines);
            String joined = String.join(", ", lines);
            if (field.form() == Form.WELL_FORMED && joined.length() <= ExpectField.MAX_LENGTH) {
                wellFormed++;
                assertThat(ExpectField.parse(List.of(joined)).members())
                        .as("%s", lines)
                        .isEqualTo(field.members());
            }
        }
        assertThat(wellFormed).isGreaterThan(500);
    }

    @Test
    void aWrapperThatKnowsOneLineOnlyIsBelieved() {
        HttpServletRequest request = new HttpServletRequestWrapper(new MockHttpServletRequest()) {
            @Override
            public String getHeader(String name) {
                return "100-continue";
            }
        };

        assertThat(ExpectField.of(request).isCanonical()).isTrue();
    }

    @Test
    void aLineThatTheContainerCouldNotReadIsEmpty() {
        HttpServletRequest request = new HttpServletRequestWrapper(new MockHttpServletRequest()) {
            @Override
            public String getHeader(String name) {
                return "";
            }

            @Override
            public Enumeration<String> getHeaders(String name) {
                return Collections.enumeration(Arrays.asList(null, "100-continue", null));
            }
        };

        assertThat(ExpectField.of(request)).hasToString("ExpectField[WELL_FORMED, lines=3, length=12, members=1]");
    }

    @Test
    void allocatesNothingWithoutTheField() {
        assertThat(bytesAllocatedPerParse(null)).isZero();
    }

    @Test
    void allocatesNothingForTheCanonicalField() {
        assertThat(bytesAllocatedPerParse("100-Continue")).isZero();
    }

    private static long bytesAllocatedPerParse(String value) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        HttpServletRequest request = new ReusableRequest(value);
        int rounds = 20_000;
        long allocated = Long.MAX_VALUE;
        // The least of some runs: the compiler may allocate on this thread while it warms up.
        for (int run = 0; run < 5; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                ExpectField.of(request);
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return allocated / rounds;
    }

    /** Allocates nothing by itself. */
    private static final class ReusableRequest extends HttpServletRequestWrapper implements Enumeration<String> {

        private final String value;
        private boolean more;

        ReusableRequest(String value) {
            super(new MockHttpServletRequest());
            this.value = value;
        }

        @Override
        public String getHeader(String name) {
            return value;
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            more = true;
            return this;
        }

        @Override
        public boolean hasMoreElements() {
            return more;
        }

        @Override
        public String nextElement() {
            more = false;
            return value;
        }
    }

    private static ExpectationDecision decide(Syntax syntax, ExpectField field) {
        return ExpectFilterConfig.builder().syntax(syntax).build().decideByField(field);
    }

    private static List<String> randomLines(Random random) {
        List<String> lines = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            StringBuilder line = new StringBuilder();
            int pieces = random.nextInt(6);
            for (int j = 0; j < pieces; j++) {
                switch (random.nextInt(4)) {
                    case 0 -> line.append("100-continue");
                    case 1 -> line.append("foo=\"b,ar\"");
                    case 2 -> line.append(", ");
                    default -> line.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
