package io.github.expectfilter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The application's checks in their order. */
record AdmissionChecks(List<AdmissionCheck> checks) {

    private static final Logger logger = System.getLogger(AdmissionChecks.class.getName());

    /** The first rejection; {@code null} if nothing speaks against the request. */
    @Nullable
    Rejection check(HttpServletRequest request) {
        for (AdmissionCheck check : checks) {
            try {
                Rejection rejection = check.check(request);
                if (rejection != null) {
                    return rejection;
                }
            } catch (RuntimeException failure) {
                // Not thrown on: the container's error page could read the content.
                logger.log(
                        Level.ERROR, "The admission check " + check.getClass().getName() + " failed", failure);
                return Rejection.of(500, "The server could not decide whether to accept the content.");
            }
        }
        return null;
    }

    boolean isEmpty() {
        return checks.isEmpty();
    }
}
