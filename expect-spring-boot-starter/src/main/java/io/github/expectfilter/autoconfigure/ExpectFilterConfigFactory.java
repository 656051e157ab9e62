package io.github.expectfilter.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
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
        set("expect.rejection.type", rejection.type(), builder::rejectionType);
        set("expect.rejection.title", rejection.title(), builder::rejectionTitle);
        set("expect.rejection.detail", rejection.detail(), builder::rejectionDetail);
        set("expect.rejection.bodiless-user-agents", rejection.bodilessUserAgents(), builder::bodilessUserAgents);
        set("expect.rejection.drain", rejection.drain().toBytes(), builder::rejectionDrain);
        set("expect.rejection.drain-timeout", rejection.drainTimeout(), builder::rejectionDrainTimeout);
        return builder;
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
