package io.github.expectfilter.probe;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * All that was seen. What is named after a method is about the safe exchanges (RFC 9110 section 9.2.1), with 8 bytes of
 * content that were sent only when nothing final had come.
 *
 * @param plain OPTIONS without content, without Expect: how this server answers
 * @param unsent OPTIONS that announces 65536 bytes, without Expect; 8 were sent when no answer came
 * @param request the user's own request with Expect; its content was never sent
 * @param options OPTIONS with content and Expect
 * @param get GET with content and Expect
 * @param unknown OPTIONS with content and an expectation that nobody knows
 * @param withoutContent GET without content, with Expect
 * @param http10 the user's request by HTTP/1.0 with Expect; its content was never sent
 * @param variants the user's request with other forms of the field, by form
 * @param unasked the user's request without Expect, content sent at once and never to its end; empty unless it is refused
 */
record Evidence(
        Exchange plain,
        Exchange unsent,
        Exchange request,
        Exchange options,
        Exchange get,
        Exchange unknown,
        Exchange withoutContent,
        Exchange http10,
        Map<String, Exchange> variants,
        List<Exchange> unasked) {

    /** All exchanges in the order in which they took place. */
    List<Exchange> all() {
        return Stream.of(
                        Stream.of(plain, request, options, get, unknown, withoutContent, unsent, http10),
                        variants.values().stream(),
                        unasked.stream())
                .flatMap(exchanges -> exchanges)
                .toList();
    }

    /** Whether some answer was worded by expect-filter. */
    boolean isExpectFilterThere() {
        return all().stream().anyMatch(Evidence::isByExpectFilter);
    }

    static boolean isByExpectFilter(Exchange exchange) {
        Exchange.Response last = exchange.finalResponse();
        return last != null && last.answer().body().contains("urn:expect-filter:");
    }

    /** Whether an answer names the same software as the plain one, so that nothing says that somebody else made it. */
    boolean looksLikePlain(Exchange exchange) {
        Exchange.Response last = exchange.finalResponse();
        Exchange.Response usual = plain.finalResponse();
        return last != null
                && usual != null
                && Stream.of("Server", "Via", "X-Varnish", "X-Squid-Error", "X-Powered-By")
                        .allMatch(name -> last.answer()
                                .headers(name)
                                .equals(usual.answer().headers(name)));
    }

    /** The software that an answer names; {@code null} when it names none. */
    static @Nullable String software(Exchange exchange) {
        Exchange.Response last = exchange.finalResponse();
        if (last == null) {
            return null;
        }
        if (isByExpectFilter(exchange)) {
            return "expect-filter";
        }
        List<String> names = Stream.of("Server", "Via", "X-Squid-Error")
                .flatMap(name -> last.answer().headers(name).stream().limit(2).map(value -> name + ": " + value))
                .toList();
        return names.isEmpty() ? null : Printable.of(String.join(", ", names), 100);
    }
}
