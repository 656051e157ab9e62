package io.github.expectfilter.sample;

import java.util.List;

import io.github.expectfilter.probe.Check;
import io.github.expectfilter.probe.ProbeReport;
import io.github.expectfilter.probe.Verdict;

/**
 * What the probe says about this application.
 *
 * @param meaning of the verdict
 * @param because what the verdict rests on
 * @param advice what to do
 * @param requests how many were made
 * @param contentSent over all requests, in bytes
 * @param commands what does the same from a terminal, with <code>{origin}</code> for scheme, host and port
 */
record ProbeResult(
        Verdict verdict,
        String meaning,
        String because,
        String advice,
        List<Check> checks,
        int requests,
        long contentSent,
        List<String> commands) {

    static ProbeResult of(ProbeReport report, String command) {
        return new ProbeResult(
                report.verdict(),
                report.verdict().meaning(),
                report.because(),
                report.advice(),
                report.checks(),
                report.requests(),
                report.contentSent(),
                List.of(command));
    }
}
