package io.github.expectfilter.autoconfigure.observe;

import java.util.List;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;

import io.github.expectfilter.ExpectFilterListener;
import io.github.expectfilter.ExpectationDecision;

/** Counts decisions. Every tag is of a closed list: no value of a request can make a time series. */
final class ExpectMeters implements ExpectFilterListener {

    /** Every meter of one name needs the same tags (Prometheus), so a decision without a reason has this one. */
    private static final String NONE = "none";

    private static final String DECISION = "decision";

    private final Supplier<List<MeterRegistry>> registries;

    ExpectMeters(Supplier<List<MeterRegistry>> registries) {
        this.registries = registries;
    }

    @Override
    public void onDecision(Event event) {
        Tags tags = tags(event);
        for (MeterRegistry registry : registries.get()) {
            Counter.builder("expect.requests")
                    .description("Requests with an Expect header field or with content that a rule governs")
                    .tags(tags)
                    .register(registry)
                    .increment();
            if (!event.decisionTime().isZero()) {
                Timer.builder("expect.decision")
                        .description("Time that the policy took with its rules and checks")
                        .tag(DECISION, decision(event))
                        .register(registry)
                        .record(event.decisionTime());
            }
            if (event.unreceivedContent() > 0) {
                DistributionSummary.builder("expect.rejected.content")
                        .description("Declared content that was not received because the request was rejected")
                        .baseUnit(BaseUnits.BYTES)
                        .register(registry)
                        .record((double) event.unreceivedContent());
            }
        }
    }

    private static Tags tags(Event event) {
        String reason = NONE;
        String status = NONE;
        if (event.decision() instanceof ExpectationDecision.Reject reject) {
            reason = reject.rejection().reason().code();
            status = Integer.toString(reject.rejection().status());
        }
        return Tags.of(
                DECISION,
                decision(event),
                "reason",
                reason,
                "status",
                status,
                "enforced",
                Boolean.toString(event.enforced()));
    }

    private static String decision(Event event) {
        if (event.decision() instanceof ExpectationDecision.Reject) {
            return "reject";
        }
        return event.decision() instanceof ExpectationDecision.Honor ? "honor" : "ignore";
    }
}
