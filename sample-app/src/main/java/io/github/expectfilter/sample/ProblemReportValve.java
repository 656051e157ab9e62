package io.github.expectfilter.sample;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Words a 400 of Tomcat itself like every other problem. Paths with {@code %2F}, {@code %5C} or {@code %00}, or that
 * climb above the root, are refused by Tomcat before any filter or controller could.
 */
class ProblemReportValve extends ErrorReportValve {

    private static final String BAD_REQUEST = """
            {"type":"about:blank","title":"Bad Request","status":400,\
            "detail":"The path or another part of the request is malformed or not allowed. \
            A file name must not contain slashes, backslashes or control characters."}""";

    ProblemReportValve() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        // Other statuses are left to the parent, so that this valve changes nothing for whoever handles those.
        if (response.getStatus() != 400) {
            super.report(request, response, throwable);
            return;
        }
        if (response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.getReporter().write(BAD_REQUEST);
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
