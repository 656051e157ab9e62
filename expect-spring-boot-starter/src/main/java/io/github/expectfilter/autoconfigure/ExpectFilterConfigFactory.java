package io.github.expectfilter.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

import io.github.expectfilter.AdmissionRule;
import io.github.expectfilter.ExpectFilterConfig;

/** Makes the settings of the core from the properties; a value that the core refuses is reported by its property. */
final class ExpectFilterConfigFactory {

    private ExpectFilterConfigFactory() {}

    static ExpectFilterConfig.Builder configure(ExpectProperties properties) {
        ExpectFilterConfig.Builder builder = ExpectFilterConfig.builder();
        builder.enforce(properties.enforce());
        set("expect.supported", properties.supported(), builder::supported);
        set("expect.unsupported", properties.unsupported(), builder::unsupported);
        builder.syntax(properties.syntax());
        builder.continueTiming(properties.continueTiming());
        List<ExpectProperties.Rule> rules = properties.rules();
        for (int i = 0; i < rules.size(); i++) {
            builder.rule(rule("expect.rules[" + i + "].", rules.get(i)));
        }
        ExpectProperties.Rejection rejection = properties.rejection();
        builder.rejectionFormat(rejection.format());
        ExpectProperties.Rejection.Templates templates = rejection.templates();
        setTemplate("html", templates.html(), builder::rejectionHtmlTemplate);
        setTemplate("text", templates.text(), builder::rejectionTextTemplate);
        setTemplate("json", templates.json(), builder::rejectionJsonTemplate);
        rejection.headers().forEach((name, value) -> {
            // The form by which Spring Boot finds where the value comes from.
            String property = "expect.rejection.headers." + name.toLowerCase(Locale.ROOT);
            set(property, value, v -> builder.rejectionHeader(name, v));
        });
        set("expect.rejection.type", rejection.type(), builder::rejectionType);
        set("expect.rejection.title", rejection.title(), builder::rejectionTitle);
        set("expect.rejection.detail", rejection.detail(), builder::rejectionDetail);
        set("expect.rejection.bodiless-user-agents", rejection.bodilessUserAgents(), builder::bodilessUserAgents);
        set("expect.rejection.drain", rejection.drain().toBytes(), builder::rejectionDrain);
        set("expect.rejection.drain-timeout", rejection.drainTimeout(), builder::rejectionDrainTimeout);
        set("expect.decision-endpoint.path", properties.decisionEndpoint().path(), path -> {
            builder.decisionEndpointPath(path);
            checkIsFiltered(path, properties.filter().urlPatterns());
        });
        return builder;
    }

    /** The filter itself answers; the patterns are those of Servlet 6.0 section 12.2. */
    private static void checkIsFiltered(String path, List<String> urlPatterns) {
        for (String pattern : urlPatterns) {
            boolean below =
                    pattern.endsWith("/*") && (path + "/").startsWith(pattern.substring(0, pattern.length() - 1));
            if (below || pattern.equals(path) || pattern.startsWith("*.") && path.endsWith(pattern.substring(1))) {
                return;
            }
        }
        throw new IllegalArgumentException(
                "expect.filter.url-patterns is " + urlPatterns
                        + ", so no request for this path reaches the filter. Add the path there, or choose one that they cover");
    }

    private static void setTemplate(String format, @Nullable Resource resource, Consumer<String> setter) {
        set("expect.rejection.templates." + format, resource, template -> setter.accept(text(template)));
    }

    private static String text(Resource resource) {
        try (InputStream in = resource.getInputStream()) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (FileNotFoundException missing) {
            throw new IllegalArgumentException("There is no such resource", missing);
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("The resource is not UTF-8 text", notUtf8);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("The resource cannot be read: " + unreadable, unreadable);
        }
    }

    /** What {@link RuleOverlaps} wants to know of the rules; their values have been checked by {@link #configure}. */
    static List<RuleOverlaps.Rule> overlapsOf(List<ExpectProperties.Rule> rules) {
        List<RuleOverlaps.Rule> named = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            ExpectProperties.Rule rule = rules.get(i);
            named.add(new RuleOverlaps.Rule(
                    "expect.rules[" + i + "]", PathRule.parse(rule.paths()).patterns(), rule.methods()));
        }
        return named;
    }

    private static AdmissionRule rule(String prefix, ExpectProperties.Rule properties) {
        AdmissionRule.Builder builder = AdmissionRule.builder();
        set(prefix + "paths", properties.paths(), paths -> builder.requests(String.join(",", paths), paths(paths)));
        set(prefix + "methods", properties.methods(), builder::methods);
        DataSize maxContentLength = properties.maxContentLength();
        if (maxContentLength != null) {
            set(prefix + "max-content-length", maxContentLength.toBytes(), builder::maxContentLength);
        }
        set(prefix + "content-types", properties.contentTypes(), builder::contentTypes);
        builder.requireContentLength(properties.requireContentLength());
        set(prefix + "require-authorization", properties.requireAuthorization(), builder::requireAuthorization);
        set(prefix + "max-concurrent", properties.maxConcurrent(), builder::maxConcurrent);
        return builder.build();
    }

    private static PathRule paths(List<String> patterns) {
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException(
                    "Without a path the rule would never match; write for instance /files/**");
        }
        for (String pattern : patterns) {
            if (!pattern.startsWith("/")) {
                throw new IllegalArgumentException(
                        "'" + pattern + "' would never match; a path pattern begins with '/'");
            }
        }
        return PathRule.parse(patterns);
    }

    private static <T> void set(String name, @Nullable T value, Consumer<T> setter) {
        if (value == null) {
            return;
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(name, value, String.valueOf(wrong.getMessage()));
        }
    }
}
