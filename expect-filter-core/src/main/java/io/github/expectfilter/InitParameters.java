package io.github.expectfilter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

import io.github.expectfilter.ExpectFilterConfig.ContinueTiming;
import io.github.expectfilter.ExpectFilterConfig.RejectionFormat;
import io.github.expectfilter.ExpectFilterConfig.Syntax;
import io.github.expectfilter.ExpectFilterConfig.Unsupported;

/**
 * Reads the {@code init-param}s of web.xml. A typo must not silently open the gate: an unknown name or a wrong value
 * stops the deployment.
 */
final class InitParameters {

    private static final String CLASS_PATH = "classpath:";

    private final ExpectFilterConfig.Builder config = ExpectFilterConfig.builder();
    private final AdmissionRule.Builder rule = AdmissionRule.builder();
    private boolean hasRule;
    private boolean configureContainer;

    private final Map<String, Consumer<String>> known = new TreeMap<>();

    private InitParameters(ServletContext context) {
        known.put("enforce", value -> config.enforce(bool(value)));
        known.put("supported", value -> config.supported(list(value)));
        known.put("unsupported", value -> config.unsupported(constant(Unsupported.values(), value)));
        known.put("syntax", value -> config.syntax(constant(Syntax.values(), value)));
        known.put("continueTiming", value -> config.continueTiming(constant(ContinueTiming.values(), value)));
        known.put("rejectionFormat", value -> config.rejectionFormat(constant(RejectionFormat.values(), value)));
        known.put("rejectionTemplatesHtml", value -> config.rejectionHtmlTemplate(text(context, value)));
        known.put("rejectionTemplatesText", value -> config.rejectionTextTemplate(text(context, value)));
        known.put("rejectionTemplatesJson", value -> config.rejectionJsonTemplate(text(context, value)));
        known.put("rejectionHeaders", this::headers);
        known.put("rejectionType", value -> config.rejectionType(URI.create(value)));
        known.put("rejectionTitle", config::rejectionTitle);
        known.put("rejectionDetail", config::rejectionDetail);
        known.put("rejectionDrain", value -> config.rejectionDrain(DataSizes.parse(value)));
        known.put("rejectionDrainTimeout", value -> config.rejectionDrainTimeout(Durations.parse(value)));
        known.put("rejectionBodilessUserAgents", value -> config.bodilessUserAgents(list(value)));
        known.put("decisionEndpointPath", config::decisionEndpointPath);
        known.put("configureContainer", value -> configureContainer = bool(value));
        putRule("methods", value -> rule.methods(list(value)));
        putRule("maxContentLength", value -> rule.maxContentLength(DataSizes.parse(value)));
        putRule("contentTypes", value -> rule.contentTypes(list(value)));
        putRule("requireContentLength", value -> rule.requireContentLength(bool(value)));
        putRule("requireAuthorization", rule::requireAuthorization);
        putRule("maxConcurrent", value -> rule.maxConcurrent(integer(value)));
    }

    private void putRule(String name, Consumer<String> setter) {
        known.put(name, value -> {
            setter.accept(value);
            hasRule = true;
        });
    }

    static ExpectFilterConfig read(FilterConfig filterConfig) throws ServletException {
        InitParameters parameters = new InitParameters(filterConfig.getServletContext());
        Enumeration<String> names = filterConfig.getInitParameterNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            parameters.set(filterConfig.getFilterName(), name, filterConfig.getInitParameter(name));
        }
        if (parameters.hasRule) {
            // The url-pattern of the filter-mapping says where the rule holds.
            parameters.config.rule(parameters
                    .rule
                    .requests("filter " + filterConfig.getFilterName(), request -> true)
                    .build());
        }
        ExpectFilterConfig config = parameters.config.build();
        PlainContainer.setUp(filterConfig.getServletContext(), parameters.configureContainer);
        return config;
    }

    private void set(String filterName, String name, String value) throws ServletException {
        Consumer<String> setter = known.get(name);
        if (setter == null) {
            throw new ServletException("Filter '" + filterName + "': there is no init-param '" + name + "' (value '"
                    + value + "'). Known are: " + String.join(", ", known.keySet()));
        }
        try {
            setter.accept(Ascii.trimOws(value));
        } catch (IllegalArgumentException wrong) {
            throw new ServletException(
                    "Filter '" + filterName + "': the init-param '" + name + "' has the wrong value '" + value + "'. "
                            + wrong.getMessage(),
                    wrong);
        }
    }

    /** One field to a line: {@code Name: value}. */
    private void headers(String value) {
        for (String line : value.split("[\r\n]+", -1)) {
            String field = Ascii.trimOws(line);
            int colon = field.indexOf(':');
            if (colon >= 0) {
                config.rejectionHeader(field.substring(0, colon), Ascii.trimOws(field.substring(colon + 1)));
            } else if (!field.isEmpty()) {
                throw new IllegalArgumentException("The line '" + field + "' has no colon; write Name: value");
            }
        }
    }

    /** The text of a resource of the web application or, behind {@code classpath:}, of its class path. */
    private static String text(ServletContext context, String location) {
        String name = location.startsWith(CLASS_PATH) ? location.substring(CLASS_PATH.length()) : location;
        boolean onClassPath = location.startsWith(CLASS_PATH);
        if (!onClassPath && !location.startsWith("/")) {
            throw new IllegalArgumentException("Write a path of the web application that begins with '/', such as"
                    + " /WEB-INF/rejection.html, or a resource of the class path, such as classpath:rejection.html");
        }
        try (InputStream in = onClassPath
                ? context.getClassLoader().getResourceAsStream(name.startsWith("/") ? name.substring(1) : name)
                : context.getResourceAsStream(name)) {
            if (in == null || name.isEmpty()) {
                throw new IllegalArgumentException("There is no such resource");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("The resource is not UTF-8 text", notUtf8);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("The resource cannot be read: " + unreadable, unreadable);
        }
    }

    /** The elements of a comma-separated list; an empty text is an empty list. */
    private static List<String> list(String value) {
        List<String> elements = new ArrayList<>();
        for (String element : value.split(",", -1)) {
            String stripped = element.strip();
            if (!stripped.isEmpty()) {
                elements.add(stripped);
            }
        }
        return elements;
    }

    private static int integer(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("Write a whole number", wrong);
        }
    }

    private static boolean bool(String value) {
        if (value.equals("true") || value.equals("false")) {
            return value.equals("true");
        }
        throw new IllegalArgumentException("Write true or false");
    }

    /** An enum constant by the name that properties have: {@code on-read} for {@code ON_READ}. */
    private static <E extends Enum<E>> E constant(E[] constants, String value) {
        for (E constant : constants) {
            if (Ascii.equalsIgnoreCase(constant.name().replace('_', '-'), value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("Write one of "
                + Arrays.stream(constants)
                        .map(c -> Ascii.lower(c.name()).replace('_', '-'))
                        .toList());
    }
}
