package io.github.expectfilter.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/**
 * Names the cure for an {@code expect.*} property that does not exist or cannot be converted. Spring Boot's own
 * analyzers name property, value and origin and then say "Update your application's configuration".
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ExpectPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final String PREFIX = "expect";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        if (!cause.getName().toString().startsWith(PREFIX + ".")
                && !cause.getName().toString().equals(PREFIX)) {
            return null;
        }
        if (cause.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            StringBuilder description = new StringBuilder("The Expect filter has no such property:\n");
            unbound.getUnboundProperties().forEach(property -> describe(description, property));
            List<String> known = new ArrayList<>();
            collect(PREFIX, ExpectProperties.class, known);
            return new FailureAnalysis(
                    description.toString(),
                    "Correct it or remove it. The properties are:\n\n    " + String.join("\n    ", known),
                    cause);
        }
        ConfigurationProperty property = cause.getProperty();
        if (property == null) {
            return null;
        }
        StringBuilder description = new StringBuilder("A property of the Expect filter has a wrong value:\n");
        describe(description, property);
        return new FailureAnalysis(
                description.toString(), cure(cause.getTarget().getType().resolve(Object.class)), cause);
    }

    private static void describe(StringBuilder description, ConfigurationProperty property) {
        description.append("\n    Property: ").append(property.getName());
        description.append("\n    Value: \"").append(property.getValue()).append('"');
        description.append("\n    Origin: ").append(property.getOrigin());
        description.append('\n');
    }

    private static String cure(Class<?> type) {
        if (type.isEnum()) {
            return "Write one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant ->
                                    constant.toString().replace('_', '-').toLowerCase(Locale.ROOT))
                            .toList();
        }
        if (type == DataSize.class) {
            return "Write a number of bytes or a number with B, KB, MB, GB or TB, such as 50MB";
        }
        if (type == Duration.class) {
            return "Write a number with ms, s or m, such as 2s or 500ms";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "Write true or false";
        }
        if (type == URI.class) {
            return "Write a URI (RFC 3986), such as https://example.org/problems/expectation";
        }
        return "Write a value of the type " + type.getSimpleName();
    }

    private static void collect(String prefix, Class<?> type, List<String> names) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                collect(name, component.getType(), names);
            } else if (component.getName().equals("rules")) {
                collect(name + "[n]", ExpectProperties.Rule.class, names);
            } else if (component.getType() == Map.class) {
                names.add(name + ".*");
            } else {
                names.add(name);
            }
        }
    }
}
