package io.github.expectfilter.probe;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a probe has found out.
 *
 * @param uri what was probed
 * @param request the user's own request: method and announced length
 * @param plan what was going to be sent, at most
 * @param verdict what the expectation is worth
 * @param because what the verdict rests on
 * @param advice what to do
 * @param checks the single checks
 * @param transcripts what went over the connections, by request, in the order in which they were opened
 * @param requests how many requests were sent
 * @param contentSent how many bytes of content were sent, over all requests
 * @since 0.1.0
 */
public record ProbeReport(
        URI uri,
        String request,
        String plan,
        Verdict verdict,
        String because,
        String advice,
        List<Check> checks,
        List<Map.Entry<String, String>> transcripts,
        int requests,
        long contentSent) {

    /** Makes the lists immutable. */
    public ProbeReport {
        checks = List.copyOf(checks);
        transcripts = List.copyOf(transcripts);
    }

    static ProbeReport of(ProbeSettings settings, String plan, Evidence evidence) {
        Conclusion conclusion = Verdicts.of(evidence);
        List<Map.Entry<String, String>> transcripts = new ArrayList<>();
        for (Exchange exchange : evidence.all()) {
            transcripts.add(Map.entry(exchange.request(), exchange.transcript()));
        }
        return new ProbeReport(
                settings.uri(),
                settings.method() + " that announces " + settings.announced() + " bytes",
                plan,
                conclusion.verdict(),
                conclusion.because(),
                conclusion.advice(),
                Checks.of(evidence, conclusion),
                transcripts,
                evidence.all().size(),
                evidence.all().stream().mapToLong(Exchange::contentSent).sum());
    }

    /** The same without what went over the connections. */
    public ProbeReport withoutTranscripts() {
        return new ProbeReport(uri, request, plan, verdict, because, advice, checks, List.of(), requests, contentSent);
    }

    /** Whether the verdict is {@link Verdict#EFFECTIVE} and no check has failed. */
    public boolean isAsHoped() {
        return verdict == Verdict.EFFECTIVE
                && checks.stream().noneMatch(check -> check.result() == Check.Result.FAILED);
    }

    /** The exit status of the command line: 0 as hoped, 1 not as hoped. */
    public int exitStatus() {
        return isAsHoped() ? 0 : 1;
    }

    /** The report for people. */
    public String toText() {
        return TextReport.write(this);
    }

    /**
     * The report for programs: an object with the members {@code url}, {@code request}, {@code verdict}, {@code meaning},
     * {@code because}, {@code advice}, {@code asHoped}, {@code requests}, {@code contentSent}, {@code checks} (each
     * with {@code id}, {@code title}, {@code result}, {@code evidence}) and {@code transcripts}.
     */
    public String toJson() {
        return JsonReport.write(this);
    }

    /** The report for build servers: a JUnit test suite, the verdict and every check a test case. */
    public String toJunit() {
        return JunitReport.write(this);
    }

    /** The report for a page or an issue: a table of the checks. */
    public String toMarkdown() {
        return MarkdownReport.write(this);
    }

    /**
     * {@link #isAsHoped} as an assertion.
     *
     * @throws AssertionError with the whole report if not
     */
    public ProbeReport assertAsHoped() {
        if (!isAsHoped()) {
            throw new AssertionError(toText());
        }
        return this;
    }

    @Override
    public String toString() {
        return toText();
    }
}
