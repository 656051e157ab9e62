package io.github.expectfilter;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.jspecify.annotations.Nullable;

/**
 * Tells somebody of our own what becomes of an asynchronous request.
 *
 * <p>The only {@link AsyncListener} here, and with a no-arg constructor, because WildFly makes a component of every one
 * that it finds in a WAR, and warns of those that it cannot make.
 */
final class AsyncWatch implements AsyncListener {

    /** Who is told. */
    interface Watcher {

        void timedOut();

        void failed();

        void completed();
    }

    private final @Nullable Watcher watcher;

    /** For WildFly, which never calls it. */
    AsyncWatch() {
        this.watcher = null;
    }

    AsyncWatch(Watcher watcher) {
        this.watcher = watcher;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        if (watcher != null) {
            watcher.timedOut();
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        if (watcher != null) {
            watcher.failed();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        if (watcher != null) {
            watcher.completed();
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A new cycle forgets the listeners of the one before.
        event.getAsyncContext().addListener(this);
    }
}
