package io.github.expectfilter;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/** The application's handler, and the standard answer where that one throws or writes nothing. */
final class GuardedRejectionHandler implements RejectionHandler {

    private static final Logger logger = System.getLogger(ExpectFilter.class.getName());

    private final RejectionHandler handler;
    private final RejectionHandler standard;
    private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();

    GuardedRejectionHandler(RejectionHandler handler, RejectionHandler standard) {
        this.handler = handler;
        this.standard = standard;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, Rejection rejection)
            throws IOException {
        ResponseRestart restart = ResponseRestart.keepingFieldsOf(response);
        Throwable failure = null;
        try {
            handler.handle(request, new WithoutSendError(response), rejection);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError thrown) {
            failure = thrown;
        }
        if (failure == null && response.getStatus() >= 400) {
            // What was not flushed the container completes, with its length.
            return;
        }
        report(failure);
        if (!response.isCommitted()) {
            restart.restart();
            standard.handle(request, response, rejection);
        }
    }

    /** Once per class of failure, and without its message: that may hold anything of the request. */
    private void report(@Nullable Throwable failure) {
        if (!reported.add(failure == null ? Void.class : failure.getClass())) {
            return;
        }
        String what = "has set no status from 400 on";
        if (failure != null) {
            StackTraceElement[] trace = failure.getStackTrace();
            what = "has thrown " + failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
        }
        logger.log(
                Level.WARNING,
                "The RejectionHandler " + handler.getClass().getName() + " " + what
                        + "; the standard answer is given instead. This is logged once.");
    }

    /** {@code sendError} cannot be taken back, and on some containers blocks a worker. */
    private static final class WithoutSendError extends HttpServletResponseWrapper {

        WithoutSendError(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendError(int status) {
            throw new IllegalStateException(
                    "A RejectionHandler must not call sendError; use setStatus and write a body");
        }

        @Override
        public void sendError(int status, String message) {
            sendError(status);
        }
    }
}
