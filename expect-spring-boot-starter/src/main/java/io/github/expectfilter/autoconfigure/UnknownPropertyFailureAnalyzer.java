package io.github.expectfilter.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says what a misspelled {@code expect.*} property should have been; Boot by itself names no cure. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        if (cause.getTarget().getType().resolve() != ExpectProperties.class
                || !(cause.getCause() instanceof UnboundConfigurationPropertiesException unbound)) {
            return null;
        }
        StringBuilder description = new StringBuilder("There is no such property:\n");
        List<String> known = new ArrayList<>();
        collect("expect", ExpectProperties.class, known);
        for (ConfigurationProperty property : unbound.getUnboundProperties()) {
            description.append("\n    Property: ").append(property.getName());
            description.append("\n    Value: \"").append(property.getValue()).append('"');
            description.append("\n    Origin: ").append(property.getOrigin());
            description.append('\n');
        }
        return new FailureAnalysis(
                description.toString(),
                "Correct or remove it. The properties of the Expect filter are:\n\n    " + String.join("\n    ", known),
                cause);
    }

    private static void collect(String prefix, Class<?> type, List<String> names) {
        Arrays.stream(type.getRecordComponents()).forEach(component -> {
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                collect(name, component.getType(), names);
            } else if (component.getType() == List.class
                    && component.getGenericType().getTypeName().contains("$Rule")) {
                collect(name + "[n]", ExpectProperties.Rule.class, names);
            } else {
                names.add(name);
            }
        });
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
