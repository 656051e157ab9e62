package io.github.expectfilter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;

/** Tells the listeners; none of them can break a request. */
final class Listeners {

    private static final Logger logger = System.getLogger(ExpectFilterListener.class.getName());

    private final List<ExpectFilterListener> listeners;
    private final Set<Class<?>> failed = ConcurrentHashMap.newKeySet();

    Listeners(List<ExpectFilterListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    List<ExpectFilterListener> asList() {
        return listeners;
    }

    void onDecision(
            HttpServletRequest request,
            ExpectField field,
            ExpectationDecision decision,
            boolean enforced,
            long unreceivedContent,
            long decisionNanos) {
        if (listeners.isEmpty()) {
            return;
        }
        ExpectFilterListener.Event event = new ExpectFilterListener.Event(
                request, field, decision, enforced, unreceivedContent, Duration.ofNanos(decisionNanos));
        for (ExpectFilterListener listener : listeners) {
            try {
                listener.onDecision(event);
            } catch (Throwable thrown) {
                // Errors too: a metrics library that misses a class must not take an upload down.
                if (failed.add(listener.getClass())) {
                    logger.log(
                            Level.WARNING,
                            "The listener " + listener.getClass().getName()
                                    + " failed; requests go on, and further failures of it are not logged",
                            thrown);
                }
            }
        }
    }
}
