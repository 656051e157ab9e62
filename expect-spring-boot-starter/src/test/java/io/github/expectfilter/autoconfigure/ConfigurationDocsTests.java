package io.github.expectfilter.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.util.ClassUtils;

import io.github.expectfilter.ExpectFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * {@code docs/configuration.md} holds exactly what the configuration metadata and the init-params hold. With
 * {@code -Dwrite-docs=true} its table is written instead of compared.
 */
class ConfigurationDocsTests {

    private static final Path DOCS = Path.of("../docs/configuration.md");
    private static final Path SOURCE =
            Path.of("src/main/java/io/github/expectfilter/autoconfigure/ExpectProperties.java");

    private static final String HEAD =
            "| property | type | default | init-param | meaning |\n" + "| --- | --- | --- | --- | --- |\n";

    /** Init-params whose name is not that of the property. */
    private static final Map<String, String> OTHER_NAMES = Map.of("expect.container.configure", "configureContainer");

    private record Property(String name, String type, String defaultValue, String description) {}

    @Test
    void theTableIsThatOfTheMetadata() throws Exception {
        List<Property> properties = properties();
        Set<String> initParams = initParams();
        StringBuilder table = new StringBuilder(HEAD);
        for (Property property : properties) {
            assertThat(property.type()).as(property.name()).isNotBlank();
            assertThat(property.description())
                    .as(property.name())
                    .endsWith(".")
                    .startsWith(property.type().equals("boolean") ? "Whether " : "");
            String initParam = initParam(property.name());
            table.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            property.name(),
                            property.type(),
                            property.defaultValue().isEmpty() ? "" : "`" + property.defaultValue() + "`",
                            initParams.remove(initParam) ? "`" + initParam + "`" : "",
                            property.description()));
        }
        for (String initParam : initParams) {
            table.append("| | | | `%s` | |\n".formatted(initParam));
        }

        String docs = Files.readString(DOCS);
        int begin = docs.indexOf(HEAD);
        assertThat(begin).isNotNegative();
        int end = docs.indexOf("\n\n", begin) + 1;
        if (Boolean.getBoolean("write-docs")) {
            Files.writeString(DOCS, docs.substring(0, begin) + table + docs.substring(end));
        } else {
            assertThat(docs.substring(begin, end)).isEqualTo(table.toString());
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Property> properties() throws IOException {
        String metadata = new ClassPathResource("META-INF/spring-configuration-metadata.json")
                .getContentAsString(StandardCharsets.UTF_8);
        List<Map<String, Object>> entries = (List<Map<String, Object>>)
                JsonParserFactory.getJsonParser().parseMap(metadata).get("properties");
        List<Property> properties = new ArrayList<>();
        for (Map<String, Object> entry : entries) {
            String name = (String) entry.get("name");
            if (entry.containsKey("deprecated")) {
                continue;
            }
            if (name.equals("expect.rules")) {
                // The metadata format has no entries for what a list holds: read off the class itself.
                properties.addAll(ruleProperties((String) entry.get("description")));
                continue;
            }
            properties.add(new Property(
                    name, type((String) entry.get("type")), defaultValue(entry.get("defaultValue")), (String)
                            entry.get("description")));
        }
        assertThat(properties).hasSizeGreaterThan(15);
        return properties;
    }

    private static List<Property> ruleProperties(String description) throws IOException {
        Map<String, String> descriptions = descriptionsOfRule();
        List<Property> properties = new ArrayList<>();
        properties.add(new Property("expect.rules", "list", "", description));
        RecordComponent[] components = ExpectProperties.Rule.class.getRecordComponents();
        Parameter[] parameters = ExpectProperties.Rule.class.getDeclaredConstructors()[0].getParameters();
        for (int i = 0; i < components.length; i++) {
            DefaultValue defaultValue = parameters[i].getAnnotation(DefaultValue.class);
            properties.add(new Property(
                    "expect.rules[n]." + kebab(components[i].getName()),
                    type(components[i].getGenericType().getTypeName()),
                    defaultValue == null ? "" : String.join(",", defaultValue.value()),
                    descriptions.get(components[i].getName())));
        }
        return properties;
    }

    /** The sentences behind {@code @param} of the nested record, as Spring Boot's processor reads them elsewhere. */
    private static Map<String, String> descriptionsOfRule() throws IOException {
        String source = Files.readString(SOURCE);
        String javadoc = source.substring(0, source.indexOf("public record Rule("));
        javadoc = javadoc.substring(javadoc.lastIndexOf("/**"), javadoc.lastIndexOf("*/"))
                .replaceAll("\\s+\\*\\s+", " ");
        Matcher param = Pattern.compile("@param (\\w+) ([^@]+)").matcher(javadoc);
        return param.results()
                .collect(Collectors.toMap(
                        result -> result.group(1), result -> result.group(2).strip()));
    }

    private static String type(String name) {
        if (name.startsWith("java.util.List<")) {
            return "list";
        }
        if (name.startsWith("java.util.Map<")) {
            return "names and values";
        }
        Class<?> type = ClassUtils.resolveClassName(name, null);
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            "`" + constant.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                    .collect(Collectors.joining(", "));
        }
        return switch (type.getSimpleName()) {
            case "Boolean", "boolean" -> "boolean";
            case "Integer", "int" -> "int";
            case "String" -> "text";
            default -> type.getSimpleName();
        };
    }

    private static String defaultValue(Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString().replace('_', '-');
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String initParam(String property) {
        String other = OTHER_NAMES.get(property);
        if (other != null) {
            return other;
        }
        String name = property.replaceFirst("^expect\\.(rules\\[n]\\.)?", "");
        return Pattern.compile("[-.](\\w)")
                .matcher(name)
                .replaceAll(result -> result.group(1).toUpperCase(Locale.ROOT));
    }

    /** Those that the filter names when it is given one that it does not know. */
    private static Set<String> initParams() {
        MockFilterConfig config = new MockFilterConfig("expect");
        config.addInitParameter("unknown", "x");
        ServletException failure = catchThrowableOfType(ServletException.class, () -> new ExpectFilter().init(config));
        String known = failure.getMessage().replaceFirst(".*Known are: ", "");
        return new TreeSet<>(List.of(known.split(", ", -1)));
    }
}
