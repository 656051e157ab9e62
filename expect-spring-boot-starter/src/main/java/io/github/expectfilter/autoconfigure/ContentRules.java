package io.github.expectfilter.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import io.github.expectfilter.AdmissionRule;
import io.github.expectfilter.ExpectFilterConfig;

/**
 * The rules that {@link ContentRule} annotations make. They are read from the handler mappings once, when all beans are
 * there and before the web server accepts a connection; a request is then matched by its header section alone.
 *
 * <p>Spring MVC itself is not asked about a request: a condition on parameters would read the content. Mappings without
 * the annotation are known too, so that the most specific mapping decides, as in Spring MVC.
 */
final class ContentRules implements SmartInitializingSingleton, ExpectFilterConfigCustomizer {

    private static final Log logger = LogFactory.getLog(ContentRules.class);

    /** Request attribute: the owner of the mapping that was found. */
    private static final String OWNER = ContentRules.class.getName() + ".owner";

    private static final Object NO_RULE = new Object();

    private final ObjectProvider<RequestMappingHandlerMapping> handlerMappings;
    private final List<RuleOverlaps.Rule> properties;
    private final String servletPath;
    private volatile List<Mapping> mappings = List.of();
    private volatile List<AdmissionRule> rules = List.of();
    private boolean used;

    ContentRules(
            ObjectProvider<RequestMappingHandlerMapping> handlerMappings,
            ExpectProperties properties,
            Environment environment) {
        this.handlerMappings = handlerMappings;
        this.properties = ExpectFilterConfigFactory.overlapsOf(properties.rules());
        String path = environment.getProperty("spring.mvc.servlet.path", "/");
        this.servletPath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** One pattern of a handler method; the owner is the identity of its rule, or {@link #NO_RULE}. */
    private record Mapping(PathPattern pattern, RequestMappingInfo info, List<String> methods, Object owner) {

        boolean matches(HttpServletRequest request, PathContainer dispatched, @Nullable PathContainer sent) {
            return (methods.isEmpty() || methods.contains(request.getMethod()))
                    && (pattern.matches(dispatched) || sent != null && pattern.matches(sent))
                    && info.getConsumesCondition().getMatchingCondition(request) != null
                    && info.getHeadersCondition().getMatchingCondition(request) != null;
        }
    }

    @Override
    public void customize(ExpectFilterConfig.Builder builder) {
        used = true;
        builder.rules(() -> rules);
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<Mapping> found = new ArrayList<>();
        List<AdmissionRule> made = new ArrayList<>();
        List<RuleOverlaps.Rule> named = new ArrayList<>();
        handlerMappings
                .orderedStream()
                .forEach(handlerMapping -> handlerMapping
                        .getHandlerMethods()
                        .forEach((info, method) -> read(handlerMapping, info, method, found, made, named)));
        if (made.isEmpty()) {
            return;
        }
        found.sort(Comparator.comparing(Mapping::pattern)
                .thenComparing(mapping -> mapping.methods().isEmpty())
                .thenComparing(mapping -> mapping.info().getConsumesCondition().isEmpty())
                .thenComparing(mapping -> mapping.info().getHeadersCondition().isEmpty()));
        mappings = List.copyOf(found);
        rules = List.copyOf(made);
        if (used) {
            logger.info("Rules of @ContentRule: " + rules);
            // Among each other the most specific mapping decides.
            for (RuleOverlaps.Rule rule : named) {
                List<RuleOverlaps.Rule> behind = new ArrayList<>(properties);
                behind.add(rule);
                RuleOverlaps.report(behind, properties.size());
            }
        } else {
            logger.warn("@ContentRule has no effect on " + rules
                    + ": the application registers its own ExpectFilter. Remove that, or give it these rules");
        }
    }

    private void read(
            RequestMappingHandlerMapping handlerMapping,
            RequestMappingInfo info,
            HandlerMethod method,
            List<Mapping> found,
            List<AdmissionRule> made,
            List<RuleOverlaps.Rule> named) {
        ContentRule annotation = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), ContentRule.class);
        if (annotation == null) {
            annotation = AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), ContentRule.class);
        }
        PathPatternParser parser = handlerMapping.getPatternParser();
        List<String> methods = info.getMethodsCondition().getMethods().stream()
                .map(RequestMethod::name)
                .sorted()
                .toList();
        List<PathPattern> patterns = new ArrayList<>();
        for (String pattern : info.getPatternValues()) {
            try {
                patterns.add(
                        (parser != null ? parser : PathPatternParser.defaultInstance).parse(servletPath + pattern));
            } catch (IllegalArgumentException antPattern) {
                if (annotation != null) {
                    throw new IllegalStateException(
                            "@ContentRule on " + method.getShortLogMessage() + ": the path '" + pattern
                                    + "' is no path pattern; write one, or use expect.rules instead",
                            antPattern);
                }
            }
        }
        Object owner = annotation == null ? NO_RULE : new Object();
        patterns.forEach(pattern -> found.add(new Mapping(pattern, info, methods, owner)));
        if (annotation != null) {
            String name = "@ContentRule on " + method.getShortLogMessage();
            made.add(rule(annotation, method)
                    .requests(name, request -> ownerOf(request) == owner)
                    .build());
            named.add(new RuleOverlaps.Rule(name, patterns, methods));
        }
    }

    /** Who owns the mapping that Spring MVC will choose, as far as the header section tells. */
    private Object ownerOf(HttpServletRequest request) {
        Object known = request.getAttribute(OWNER);
        if (known == null) {
            known = findOwner(request);
            request.setAttribute(OWNER, known);
        }
        return known;
    }

    private Object findOwner(HttpServletRequest request) {
        PathContainer dispatched = PathRule.dispatchedPath(request);
        PathContainer sent = sentPath(request);
        for (Mapping mapping : mappings) {
            if (mapping.matches(request, dispatched, sent)) {
                return mapping.owner;
            }
        }
        return NO_RULE;
    }

    /** Spring MVC matches the path as it was sent, and decodes it by segment: an encoded slash separates nothing there. */
    private static @Nullable PathContainer sentPath(HttpServletRequest request) {
        try {
            return RequestPath.parse(request.getRequestURI(), request.getContextPath())
                    .pathWithinApplication();
        } catch (IllegalArgumentException undecodable) {
            return null;
        }
    }

    private static AdmissionRule.Builder rule(ContentRule annotation, HandlerMethod method) {
        AdmissionRule.Builder builder = AdmissionRule.builder();
        if (!annotation.maxContentLength().isEmpty()) {
            set(method, "maxContentLength", annotation.maxContentLength(), s -> builder.maxContentLength(bytes(s)));
        }
        if (!annotation.requireAuthorization().isEmpty()) {
            set(method, "requireAuthorization", annotation.requireAuthorization(), builder::requireAuthorization);
        }
        for (String type : annotation.contentTypes()) {
            set(method, "contentTypes", type, value -> builder.contentTypes(List.of(value)));
        }
        builder.requireContentLength(annotation.requireContentLength());
        if (annotation.maxConcurrent() != 0) {
            set(method, "maxConcurrent", annotation.maxConcurrent(), builder::maxConcurrent);
        }
        return builder;
    }

    private static long bytes(String size) {
        try {
            return DataSize.parse(size).toBytes();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "Write a number of bytes or a number with B, KB, MB, GB or TB, such as 50MB", wrong);
        }
    }

    private static <T> void set(HandlerMethod method, String name, T value, Consumer<T> setter) {
        try {
            setter.accept(value);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException(
                    "@ContentRule on " + method.getShortLogMessage() + ": the attribute '" + name
                            + "' has the wrong value '" + value + "'. " + wrong.getMessage(),
                    wrong);
        }
    }
}
