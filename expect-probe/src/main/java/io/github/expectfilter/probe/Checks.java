package io.github.expectfilter.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** From what was seen to the single checks; a pure function. docs/probe.md lists them. */
final class Checks {

    private static final String EXPECT = "rfc9110/10.1.1/";

    private final Evidence evidence;
    private final List<Check> checks = new ArrayList<>();

    private Checks(Evidence evidence) {
        this.evidence = evidence;
    }

    static List<Check> of(Evidence evidence, Conclusion conclusion) {
        Checks all = new Checks(evidence);
        all.checks.add(forwarded(conclusion));
        all.finalBeforeContent();
        all.request();
        all.unknownExpectation();
        all.variants();
        all.withoutContent();
        all.http10();
        all.connection();
        all.buffered();
        all.unasked();
        return List.copyOf(all.checks);
    }

    private static Check forwarded(Conclusion conclusion) {
        String id = EXPECT + "handshake-forwarded";
        String title = "The handshake is passed on to the origin";
        String evidence = conclusion.because();
        return switch (conclusion.verdict()) {
            case EFFECTIVE -> Check.ok(id, title, evidence);
            case UNDECIDED -> Check.info(id, title, evidence);
            default -> Check.failed(id, title, evidence);
        };
    }

    private void finalBeforeContent() {
        Exchange options = evidence.options();
        String id = EXPECT + "final-before-content";
        String title = "A final answer does not wait for the content, and no 100 precedes it";
        String seen = seen(options);
        if (options.isFinalBeforeContent() && options.continues() == 0) {
            checks.add(Check.ok(id, title, seen));
        } else {
            checks.add(Check.failed(id, title, seen));
        }
    }

    private void request() {
        Exchange request = evidence.request();
        String seen = seen(request);
        if (request.isRefused()) {
            String id = EXPECT + "refused-before-100";
            String title = "No 100 precedes the refusal of your request";
            checks.add(
                    request.continues() == 0
                            ? Check.ok(id, title, seen + by(request))
                            : Check.failed(id, title, seen + by(request)));
            return;
        }
        String id = EXPECT + "100-for-accepted";
        String title = "Your request gets a 100 when its content is wanted";
        if (request.continues() > 1) {
            checks.add(Check.info(id, title, seen + ": one from a hop, and one from behind it"));
        } else if (request.continues() == 1 || request.isFinalBeforeContent()) {
            checks.add(Check.ok(id, title, seen));
        } else {
            checks.add(Check.failed(id, title, seen + ": its client waits for its own timer, or for ever"));
        }
    }

    private void unknownExpectation() {
        Exchange unknown = evidence.unknown();
        String id = EXPECT + "unknown-expectation";
        String title = "What an unknown expectation gets, and from whom";
        String seen = seen(unknown);
        if (unknown.allContinues() > 0) {
            checks.add(Check.failed(id, title, seen + ": a 100 is no answer to it"));
        } else if (unknown.status() == 417) {
            checks.add(Check.info(id, title, seen + who(unknown)));
        } else {
            checks.add(Check.info(id, title, seen + ": it is ignored, or removed on the way"));
        }
    }

    private String who(Exchange exchange) {
        String software = Evidence.software(exchange);
        if (Evidence.isByExpectFilter(exchange)) {
            return ": rejected by expect-filter";
        }
        if (exchange.isFinalAfterContent()) {
            return ": rejected by a hop that waits for the content first" + by(exchange);
        }
        return evidence.looksLikePlain(exchange)
                ? ": rejected by the server that answers otherwise too, as far as one can see" + by(exchange)
                : ": rejected by somebody else than who answers otherwise"
                        + (software == null ? ", and who names no software" : " (" + software + ")");
    }

    private void variants() {
        Exchange canonical = evidence.request();
        Map.Entry<String, Exchange> upper =
                evidence.variants().entrySet().iterator().next();
        String id = EXPECT + "case-insensitive";
        String title = "100-CONTINUE means the same as 100-continue";
        String seen = seen(upper.getValue()) + "; " + seen(canonical);
        boolean same = upper.getValue().status() == canonical.status()
                && (upper.getValue().continues() > 0) == (canonical.continues() > 0);
        checks.add(same ? Check.ok(id, title, seen) : Check.failed(id, title, seen));

        checks.add(Check.info(
                EXPECT + "field-variants",
                "What other forms of the field get",
                evidence.variants().entrySet().stream()
                        .skip(1)
                        .map(variant ->
                                (variant.getKey().endsWith(":") ? variant.getKey() + " (empty)" : variant.getKey())
                                        + " -> " + variant.getValue().inWords())
                        .collect(Collectors.joining("\n"))));
    }

    private void withoutContent() {
        Exchange exchange = evidence.withoutContent();
        String id = EXPECT + "request-without-content";
        String title = "A request without content is answered, without a 100";
        String seen = seen(exchange);
        if (exchange.status() == 0) {
            checks.add(Check.failed(id, title, seen));
        } else if (exchange.allContinues() > 0) {
            checks.add(Check.info(id, title, seen + ": a needless 100, allowed"));
        } else {
            checks.add(Check.ok(id, title, seen));
        }
    }

    private void http10() {
        Exchange exchange = evidence.http10();
        String id = "rfc9110/15.2/interim-to-http-1.0";
        String title = "A client of HTTP/1.0 gets no interim response";
        boolean interim = exchange.responses().stream()
                .anyMatch(response -> response.answer().isInterim());
        checks.add(interim ? Check.failed(id, title, seen(exchange)) : Check.ok(id, title, seen(exchange)));
    }

    private void connection() {
        String id = "rfc9112/9.6/connection-after-refusal";
        String title = "The connection ends after a refusal whose content was not sent";
        Exchange refusal = evidence.request().isRefused()
                ? evidence.request()
                : evidence.options().isRefused() ? evidence.options() : evidence.unknown();
        if (!refusal.isRefused() || !refusal.isFinalBeforeContent()) {
            checks.add(Check.info(id, title, "No request was refused before its content"));
            return;
        }
        String seen = seen(refusal);
        switch (refusal.connection()) {
            case ENDED -> checks.add(Check.ok(id, title, seen + "; Connection: close, and it is closed"));
            case ENDED_UNANNOUNCED ->
                checks.add(Check.info(id, title, seen + "; the connection is closed without having said so"));
            case KEPT -> {
                if (refusal.status() == 417) {
                    checks.add(Check.failed(
                            id,
                            title,
                            seen
                                    + "; the connection stays open, and curl repeats a request on it after a 417: the hop may"
                                    + " take the repeated request for content"));
                } else {
                    checks.add(Check.info(id, title, seen + "; the connection stays open"));
                }
            }
            case UNKNOWN -> checks.add(Check.info(id, title, seen + "; its end could not be seen"));
        }
    }

    private void buffered() {
        Exchange unsent = evidence.unsent();
        String id = EXPECT + "content-not-buffered";
        String title = "Without Expect, the header section is passed on before the content is whole";
        if (unsent.isFinalBeforeContent()) {
            checks.add(Check.ok(id, title, seen(unsent)));
        } else if (unsent.isFinalAfterContent()) {
            checks.add(Check.info(id, title, seen(unsent) + ": a hop waits for the first bytes, not for all"));
        } else {
            checks.add(Check.info(
                    id,
                    title,
                    seen(unsent)
                            + ": a hop keeps the content until it is whole, or the origin reads before it answers"));
        }
    }

    private void unasked() {
        String id = "rfc9112/9.6/refusal-readable";
        String title = "A refusal can be read by a client that sends its content without asking";
        if (evidence.unasked().isEmpty()) {
            checks.add(Check.info(id, title, "Not tried: your request was not refused, or with 417"));
            return;
        }
        int status = evidence.request().status();
        int all = evidence.unasked().size();
        long readable = evidence.unasked().stream()
                .filter(exchange -> exchange.status() == status)
                .count();
        long silent = evidence.unasked().stream().filter(Exchange::isSilent).count();
        String others = evidence.unasked().stream()
                .filter(exchange -> exchange.status() != status)
                .map(exchange -> exchange.status() > 0 ? String.valueOf(exchange.status()) : exchange.inWords())
                .distinct()
                .collect(Collectors.joining(", "));
        String seen = readable + " of " + all + " times " + status + (others.isEmpty() ? "" : "; otherwise " + others);
        if (readable == all) {
            checks.add(Check.ok(id, title, seen));
        } else if (readable + silent == all) {
            checks.add(Check.info(id, title, seen + ": nobody answers before the content is whole"));
        } else {
            checks.add(Check.failed(id, title, seen));
        }
    }

    private static String seen(Exchange exchange) {
        return exchange.request() + ": " + exchange.inWords();
    }

    private static String by(Exchange exchange) {
        String software = Evidence.software(exchange);
        return software == null ? "" : " (" + software + ")";
    }
}
