package io.github.expectfilter;

import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that has taken a place under a {@link ConcurrencyLimit} and gives it back exactly once: when the filter chain
 * returns, or else, once asynchronous, when the container says that the request is complete. A client that disconnects
 * ends its request in one of these ways too.
 *
 * <p>{@code isAsyncStarted()} after the chain has returned would not do: it is false once the application has
 * dispatched, though the request goes on.
 */
final class PlacedRequest extends HttpServletRequestWrapper implements AsyncWatch.Watcher {

    private final ConcurrencyLimit limit;
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile boolean async;

    /** The place must have been taken. */
    PlacedRequest(HttpServletRequest request, ConcurrencyLimit limit) {
        super(request);
        this.limit = limit;
    }

    /** The filter chain has returned, normally or not. */
    void chainReturned() {
        if (!async) {
            leave();
        }
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            limit.leave();
        }
    }

    @Override
    public AsyncContext startAsync() {
        return watched(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return watched(super.startAsync(request, response));
    }

    private AsyncContext watched(AsyncContext context) {
        context.addListener(new AsyncWatch(this));
        async = true;
        return context;
    }

    @Override
    public void completed() {
        leave();
    }

    @Override
    public void failed() {
        leave();
    }

    @Override
    public void timedOut() {
        // The application may still answer; completion follows.
    }
}
