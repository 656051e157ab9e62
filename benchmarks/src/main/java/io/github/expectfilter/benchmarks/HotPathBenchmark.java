package io.github.expectfilter.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.github.expectfilter.AdmissionRule;
import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectFilterConfig;

/** What {@link ExpectFilter} costs a request that goes on, beside a filter that does nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotPathBenchmark {

    private final Filter emptyFilter = new EmptyFilter();
    private final Filter expectFilter = new ExpectFilter(ExpectFilterConfig.defaults());
    private final Filter withRules = new ExpectFilter(ExpectFilterConfig.builder()
            .rule(rule("PUT"))
            .rule(rule("PATCH"))
            .rule(rule("DELETE"))
            .build());
    /** So that what is malformed is decided about, and goes on. */
    private final Filter reportOnly =
            new ExpectFilter(ExpectFilterConfig.builder().enforce(false).build());

    private final ServletRequest plainGet = new StubRequest("GET", -1, null);
    private final ServletRequest plainPost = new StubRequest("POST", 1000, null);
    private final ServletRequest canonical = new StubRequest("POST", 1000, "100-continue");
    private final ServletRequest malformed = new StubRequest("POST", 1000, "100-continue; =\"x");
    private final ServletResponse response = new StubResponse();
    private final FilterChain chain = new Chain();

    private static AdmissionRule rule(String method) {
        return AdmissionRule.builder()
                .methods(List.of(method))
                .maxContentLength(1)
                .build();
    }

    /** What the others are to be compared with. */
    @Benchmark
    public void emptyFilter() throws IOException, ServletException {
        emptyFilter.doFilter(plainGet, response, chain);
    }

    /** No {@code Expect}, no content. */
    @Benchmark
    public void noExpectNoContent() throws IOException, ServletException {
        expectFilter.doFilter(plainGet, response, chain);
    }

    /** No {@code Expect}; content that none of three rules is about. */
    @Benchmark
    public void noExpectNoRuleApplies() throws IOException, ServletException {
        withRules.doFilter(plainPost, response, chain);
    }

    /** {@code Expect: 100-continue}, honored. */
    @Benchmark
    public void canonicalHonored() throws IOException, ServletException {
        expectFilter.doFilter(canonical, response, chain);
    }

    /** An {@code Expect} that breaks the grammar, decided about and not answered. */
    @Benchmark
    public void malformedReported() throws IOException, ServletException {
        reportOnly.doFilter(malformed, response, chain);
    }

    private static final class EmptyFilter implements Filter {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }
    }

    /** Not inlined, so that what the filter hands on must really be made. */
    private static final class Chain implements FilterChain {

        @Override
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public void doFilter(ServletRequest request, ServletResponse response) {
            // The application is not measured.
        }
    }
}
