package io.github.expectfilter;

import java.util.concurrent.atomic.AtomicInteger;

/** How many contents are being received at once under one rule. */
final class ConcurrencyLimit {

    private final int max;
    private final AtomicInteger inFlight = new AtomicInteger();

    ConcurrencyLimit(int max) {
        this.max = max;
    }

    int max() {
        return max;
    }

    int inFlight() {
        return inFlight.get();
    }

    boolean isReached() {
        return inFlight.get() >= max;
    }

    /** Takes a place; false when there is none. */
    boolean tryEnter() {
        int current = inFlight.get();
        while (current < max) {
            if (inFlight.compareAndSet(current, current + 1)) {
                return true;
            }
            current = inFlight.get();
        }
        return false;
    }

    void leave() {
        inFlight.decrementAndGet();
    }
}
