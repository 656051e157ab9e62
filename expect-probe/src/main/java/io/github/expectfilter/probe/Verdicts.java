package io.github.expectfilter.probe;

import java.util.Set;
import java.util.stream.Stream;

/** From what was seen to the verdict; a pure function. docs/probe.md has it as a table. */
final class Verdicts {

    /** What a server says when it has given up waiting for content: no decision about the request. */
    private static final Set<Integer> GAVE_UP = Set.of(408, 500, 502, 504);

    /** Whether 100-continue, as it was sent, came to the origin. */
    private record Reach(Answer answer, String because) {

        private enum Answer {
            YES,
            LIKELY,
            UNKNOWN,
            NO
        }

        boolean yes() {
            return answer == Answer.YES || answer == Answer.LIKELY;
        }

        boolean sure() {
            return answer == Answer.YES;
        }

        boolean no() {
            return answer == Answer.NO;
        }

        static Reach yes(String because) {
            return new Reach(Answer.YES, because);
        }

        static Reach likely(String because) {
            return new Reach(Answer.LIKELY, because);
        }

        static Reach unknown() {
            return new Reach(Answer.UNKNOWN, "");
        }

        static Reach no(String because) {
            return new Reach(Answer.NO, because);
        }
    }

    private final Evidence evidence;
    private final Reach reach;

    private Verdicts(Evidence evidence) {
        this.evidence = evidence;
        this.reach = reach();
    }

    static Conclusion of(Evidence evidence) {
        return new Verdicts(evidence).conclude();
    }

    private Conclusion conclude() {
        if (isEveryExpectationRejected()) {
            return rejected();
        }
        if (isContinueUnwanted()) {
            return reach.yes() ? late(unwantedBecause()) : blind(unwantedBecause());
        }
        if (isContinueBeforeSilence()) {
            return bufferedBehindContinue();
        }
        if (!isAnyFinalBeforeContent()) {
            return deafOrNothing();
        }
        if (reach.yes()) {
            return effective();
        }
        if (reach.no() || evidence.request().isSilent() && evidence.request().continues() == 0) {
            return silentlyBlind();
        }
        return noContinueSeen();
    }

    private boolean isEveryExpectationRejected() {
        Exchange request = evidence.request();
        return request.status() == 417 && request.continues() == 0 && !Evidence.isByExpectFilter(request);
    }

    /** A 100 that did not come from somebody who wanted the content. */
    private boolean isContinueUnwanted() {
        Exchange request = evidence.request();
        return isContinueThenFinal(evidence.options())
                || isContinueThenFinal(evidence.get())
                || isContinueForNothing()
                || isContinueThenFinal(request) && request.isRefused();
    }

    /** nginx sends that even where it has asked the application first, so an answer to content without a 100 outweighs it. */
    private boolean isContinueForNothing() {
        return evidence.withoutContent().allContinues() > 0
                && Stream.of(evidence.options(), evidence.get())
                        .noneMatch(exchange -> exchange.isFinalBeforeContent() && exchange.continues() == 0);
    }

    private static boolean isContinueThenFinal(Exchange exchange) {
        return exchange.continues() > 0 && exchange.isFinalBeforeContent() && !GAVE_UP.contains(exchange.status());
    }

    private String unwantedBecause() {
        Exchange request = evidence.request();
        if (isContinueThenFinal(request) && request.isRefused()) {
            return "A 100 came although the request was then refused: " + request.inWords();
        }
        return Stream.of(evidence.options(), evidence.get())
                .filter(Verdicts::isContinueThenFinal)
                .findFirst()
                .map(exchange -> "A 100 came although nobody wanted the content: " + exchange.request() + " got "
                        + exchange.inWords())
                .orElseGet(() -> "A 100 came although there was no content to wait for: "
                        + evidence.withoutContent().request() + " got "
                        + evidence.withoutContent().inWords());
    }

    /** A safe request got a 100, and then nothing until its content was there. */
    private boolean isContinueBeforeSilence() {
        boolean rejectedAtOnce =
                evidence.options().status() == 417 && evidence.options().isFinalBeforeContent();
        return !rejectedAtOnce
                && (evidence.options().continues() > 0 || evidence.get().continues() > 0);
    }

    private Conclusion bufferedBehindContinue() {
        Exchange safe = evidence.options().continues() > 0 ? evidence.options() : evidence.get();
        String seen = safe.request() + " got " + safe.inWords();
        if (reach.sure()) {
            return late(seen);
        }
        Exchange unknown = evidence.unknown();
        if (!reach.no() && unknown.status() == 417 && unknown.isFinalBeforeContent()) {
            return new Conclusion(
                    Verdict.UNDECIDED,
                    seen
                            + ". Either a hop sends the 100 and keeps the content until it is whole, or the application reads"
                            + " the content of such requests",
                    "Probe a request that the server refuses by its header section alone: a larger --announce, another"
                            + " --method, no credentials. See \"What it cannot tell\" in docs/probe.md.");
        }
        return blind(seen + ": whoever sends the 100 keeps the content until it is whole");
    }

    private boolean isAnyFinalBeforeContent() {
        return evidence.options().isFinalBeforeContent()
                || evidence.get().isFinalBeforeContent()
                || evidence.request().isFinalBeforeContent();
    }

    private Conclusion deafOrNothing() {
        Exchange options = evidence.options();
        String seen = options.request() + " got " + options.inWords();
        if (options.isSilent()) {
            return new Conclusion(
                    Verdict.UNDECIDED,
                    seen + ", though the same without content is answered",
                    "Try a longer --timeout, and look at the log of the server.");
        }
        return new Conclusion(
                Verdict.DEAF,
                seen + ": no refusal can come before the content",
                "Replace this hop, or refuse in front of it: it passes the origin's answer back only after the content."
                        + " See docs/proxies.md.");
    }

    private Conclusion effective() {
        String because = reach.because();
        return new Conclusion(
                Verdict.EFFECTIVE,
                because,
                evidence.request().isSilent() && evidence.request().continues() == 0
                        ? "Find out who holds the 100 back: this request got none, so that a client waits for its own timer."
                        : "Nothing to do: an upload that is refused by its header section is not sent.");
    }

    private Conclusion late(String because) {
        return new Conclusion(
                Verdict.LATE,
                because + ". The origin does see the field: " + reach.because(),
                "If this is Tomcat, set continueResponseTiming=\"onRead\" on the Connector (expect-spring-boot-starter does"
                        + " it). If it is a proxy, make it wait for the origin's 100. See docs/proxies.md.");
    }

    private Conclusion blind(String because) {
        String how = reach.no()
                ? ". The field does not arrive: " + reach.because()
                : ". Nothing shows that the field arrives at the origin";
        Exchange request = evidence.request();
        String inFront = request.isRefused() && request.isFinalBeforeContent() && request.continues() == 0
                ? ". This very request is refused without a 100 all the same, by a hop or by what it asks"
                : "";
        return new Conclusion(
                Verdict.BLIND,
                because + how + inFront,
                "Refuse in front of the hop that sends the 100: by its own limits, or by the decision endpoint of"
                        + " expect-filter. See docs/proxies.md.");
    }

    private Conclusion silentlyBlind() {
        return new Conclusion(
                Verdict.BLIND_BUT_SILENT,
                reach.no()
                        ? reach.because()
                        : evidence.request().request() + " got "
                                + evidence.request().inWords()
                                + ", while a request whose content nobody reads is answered at once",
                "Let the hop pass Expect on. Until then refusals by the header section still save the content of clients"
                        + " that wait, and every accepted upload waits for its client's timer. See docs/proxies.md.");
    }

    private Conclusion rejected() {
        return new Conclusion(
                Verdict.UNDECIDED,
                evidence.request().request() + " got " + evidence.request().inWords()
                        + ": somebody rejects 100-continue itself" + by(evidence.request()),
                "Find out who it is: the transcript (--transcript) shows the answer. See docs/proxies.md.");
    }

    private Conclusion noContinueSeen() {
        return new Conclusion(
                Verdict.UNDECIDED,
                "Answers come before the content, and no 100 was seen. Either the origin sees the field and sends its 100"
                        + " when it reads, or a hop removes the field and nobody sends one",
                "Probe a request that the server accepts, so that somebody has to send the 100: another URL or --method, or"
                        + " credentials by --header.");
    }

    private Reach reach() {
        Exchange request = evidence.request();
        Exchange rejected = evidence.options().status() == 417 ? evidence.options() : evidence.get();
        boolean safeRejected = rejected.status() == 417;
        if (safeRejected && evidence.plain().status() != 417 && !isEveryExpectationRejected()) {
            return Reach.yes(rejected.request() + " got " + rejected.inWords() + by(rejected)
                    + "; without the field it is not rejected");
        }
        for (Exchange exchange : new Exchange[] {request, evidence.options(), evidence.get()}) {
            if (exchange.allContinues() > 1) {
                return Reach.yes(exchange.request() + " got " + exchange.inWords()
                        + ": one 100 from the hop, and one from behind it");
            }
        }
        if (isContinueOfTheReader()) {
            return Reach.yes(request.request() + " got " + request.inWords()
                    + ", while a request whose content nobody reads gets no 100: the one who reads has sent it");
        }
        if (evidence.isExpectFilterThere() && !safeRejected && !isLookAlikeRejected()) {
            return Reach.no("expect-filter answers here, and it rejected none of the forms of the field that it would");
        }
        Exchange unknown = evidence.unknown();
        if (unknown.status() == 417
                && unknown.isFinalBeforeContent()
                && !Evidence.isByExpectFilter(unknown)
                && evidence.looksLikePlain(unknown)) {
            return Reach.likely("an unknown expectation got " + unknown.inWords()
                    + ", and nothing in that answer names another server than the usual one");
        }
        return Reach.unknown();
    }

    /** Only the request that is read gets a 100. */
    private boolean isContinueOfTheReader() {
        Exchange request = evidence.request();
        return request.continues() > 0
                && !isContinueUnwanted()
                && evidence.options().isFinalBeforeContent()
                && evidence.options().continues() == 0
                && evidence.get().continues() == 0;
    }

    /**
     * A filter that enforces rejects this form whatever its configuration, and before every rule; so a filter that did not
     * has not seen it. A lenient one does not reject the safe methods.
     */
    private boolean isLookAlikeRejected() {
        return evidence.variants().containsKey(Exchanges.LOOK_ALIKE)
                && evidence.variants().get(Exchanges.LOOK_ALIKE).status() == 417;
    }

    private static String by(Exchange exchange) {
        String software = Evidence.software(exchange);
        return software == null ? "" : " (" + software + ")";
    }
}
