package io.github.expectfilter.autoconfigure;

import java.util.List;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Matches the path by which the container dispatches: decoded, normalized, without parameters and context path. The raw
 * URI would let {@code /x/../files/a} pass a rule for {@code /files/**}.
 */
record PathRule(List<PathPattern> patterns) implements Predicate<HttpServletRequest> {

    /** The path is decoded already; decoding it once more would be a way around the rule. */
    private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

    static PathRule parse(List<String> patterns) {
        return new PathRule(
                patterns.stream().map(PathPatternParser.defaultInstance::parse).toList());
    }

    /** The path by which the container dispatches, without the context path. */
    static PathContainer dispatchedPath(HttpServletRequest request) {
        String pathInfo = request.getPathInfo();
        String path = pathInfo == null ? request.getServletPath() : request.getServletPath() + pathInfo;
        return PathContainer.parsePath(path, DECODED);
    }

    @Override
    public boolean test(HttpServletRequest request) {
        PathContainer container = dispatchedPath(request);
        for (PathPattern pattern : patterns) {
            if (pattern.matches(container)) {
                return true;
            }
        }
        return false;
    }
}
