package io.github.expectfilter.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was done to the container so that the filter decides before it, and what could not be done. The container's
 * adapter tells it while the container starts; the self-check logs it and the {@code expect} endpoint shows it.
 *
 * <p>An adapter tells what it did when the container starts with it, not when it customizes the factory: Spring Boot
 * makes and customizes a factory in an application that is deployed to an external container, too.
 *
 * <p>Sentences for people: they name settings and connectors, never anything of a request. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ContainerFacts {

    private final Set<String> done = new LinkedHashSet<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    /**
     * Something that could not be done.
     *
     * @param what what it is and what it means
     * @param cure what the user can do about it, with exact names
     * @since 0.1.0
     */
    public record Problem(String what, String cure) {}

    /** Tells that something is as it should be. The same sentence twice is one fact. */
    public synchronized void did(String what) {
        done.add(what);
    }

    /** Tells that something is not as it should be: the start is then logged as a warning. */
    public synchronized void couldNot(String what, String cure) {
        problems.add(new Problem(what, cure));
    }

    /** What is as it should be, in the order of the telling. */
    public synchronized List<String> done() {
        return new ArrayList<>(done);
    }

    /** What is not as it should be, in the order of the telling. */
    public synchronized List<Problem> problems() {
        return new ArrayList<>(problems);
    }
}
