package io.github.expectfilter.autoconfigure.observe;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import io.github.expectfilter.ExpectFilterListener;

/**
 * Counts which kind of client sends which kind of {@code Expect} and what is decided about it. Every column is a closed
 * list, so the table is bounded whatever clients send.
 */
final class ExpectInventory implements ExpectFilterListener {

    private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Map<Row, LongAdder> rows = new ConcurrentHashMap<>();

    private record Row(ClientFamily client, ExpectKind expect, String decision, boolean enforced) {}

    /**
     * How often something was decided.
     *
     * @param decision as {@code ExpectationDecision.toString()} says it
     * @param enforced whether the client got it
     * @param requests number of requests
     */
    record Decided(String decision, boolean enforced, long requests) {}

    /**
     * How often a kind of client sent a kind of {@code Expect}.
     *
     * @param client family of the client
     * @param expect kind of the field
     * @param decision as {@code ExpectationDecision.toString()} says it
     * @param enforced whether the client got it
     * @param requests number of requests
     */
    record Sent(String client, String expect, String decision, boolean enforced, long requests) {}

    @Override
    public void onDecision(Event event) {
        Row row = new Row(
                ClientFamily.of(event.request().getHeader("User-Agent")),
                ExpectKind.of(event.field()),
                event.decision().toString(),
                event.enforced());
        rows.computeIfAbsent(row, newRow -> new LongAdder()).increment();
    }

    Instant since() {
        return since;
    }

    /** The decisions by name. */
    List<Decided> decisions() {
        return rows.entrySet().stream()
                .collect(Collectors.groupingBy(
                        row -> new Decided(row.getKey().decision(), row.getKey().enforced(), 0),
                        () -> new TreeMap<>(
                                Comparator.comparing(Decided::decision).thenComparing(Decided::enforced)),
                        Collectors.summingLong(row -> row.getValue().sum())))
                .entrySet()
                .stream()
                .map(row -> new Decided(row.getKey().decision(), row.getKey().enforced(), row.getValue()))
                .toList();
    }

    /** The table, the most frequent row first. */
    List<Sent> clients() {
        return rows.entrySet().stream()
                .map(row -> new Sent(
                        row.getKey().client().toString(),
                        row.getKey().expect().toString(),
                        row.getKey().decision(),
                        row.getKey().enforced(),
                        row.getValue().sum()))
                .sorted(Comparator.comparing(Sent::requests)
                        .reversed()
                        .thenComparing(Sent::client)
                        .thenComparing(Sent::expect)
                        .thenComparing(Sent::decision)
                        .thenComparing(Sent::enforced))
                .toList();
    }
}
