package io.github.expectfilter;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.expectfilter.ExpectFilterConfig.Syntax;

import static org.assertj.core.api.Assertions.assertThat;

/** The vectors that independent readings of RFC 9110 agree on: parser, strict policy, lenient policy. */
class ExpectFieldVectorsTests {

    /** The vectors' reasons, where they have the contract's meaning under another name. */
    private static final Map<String, String> REASONS =
            Map.of("too-large", "field-too-large", "padded", "padded", "forbidden-character", "forbidden-character");

    static Stream<Vector> vectors() throws IOException {
        try (InputStream json = ExpectFieldVectorsTests.class.getResourceAsStream("/expect-field-vectors.json")) {
            JsonNode vectors = new ObjectMapper().readTree(json).get("vectors");
            return StreamSupport.stream(vectors.spliterator(), false).map(Vector::new).toList().stream();
        }
    }

    record Vector(JsonNode json) {

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            json.get("lines").forEach(line -> lines.add(line.textValue()));
            return lines;
        }

        MockHttpServletRequest request() {
            JsonNode context = json.path("context");
            MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
            request.setProtocol(context.path("protocol").asText("HTTP/1.1"));
            String content = context.path("content").asText("yes");
            if (content.equals("yes")) {
                request.setContent(new byte[5]);
            } else if (content.equals("no")) {
                request.setContent(new byte[0]);
            }
            lines().forEach(line -> request.addHeader("Expect", line));
            return request;
        }

        @Override
        public String toString() {
            return json.get("id").asText() + " " + json.get("group").asText();
        }
    }

    @Test
    void thereAreAllOfThem() throws IOException {
        assertThat(vectors()).hasSize(157);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void parses(Vector vector) {
        ExpectField field = ExpectField.parse(vector.lines());

        JsonNode expected = vector.json.get("parse");
        assertThat(field.form().name())
                .isEqualTo(
                        expected.get("ok").asBoolean()
                                ? "WELL_FORMED"
                                : expected.get("kind").asText().replace("FORBIDDEN", "FORBIDDEN_CHARACTER"));
        assertThat(field.members().stream().map(ExpectFieldVectorsTests::describe))
                .containsExactlyElementsOf(
                        StreamSupport.stream(expected.path("members").spliterator(), false)
                                .map(ExpectFieldVectorsTests::describe)
                                .toList());
        assertThat(field.isPadded()).isEqualTo(vector.json.get("padded").asBoolean());
        assertThat(field.isCanonical()).isEqualTo(vector.json.get("canonical").asBoolean());
        assertThat(field.isLookAlike()).isEqualTo(vector.json.get("lookalike").asBoolean());
        assertThat(ExpectField.of(vector.request())).hasToString(field.toString());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decidesStrictly(Vector vector) {
        decides(Syntax.STRICT, vector, vector.json.get("strict"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decidesLeniently(Vector vector) {
        decides(Syntax.LENIENT, vector, vector.json.get("lenient"));
    }

    private static void decides(Syntax syntax, Vector vector, JsonNode expected) {
        ExpectationPolicy policy =
                ExpectFilterConfig.builder().syntax(syntax).build().policy();

        ExpectationDecision decision = policy.decide(vector.request(), ExpectField.of(vector.request()));

        switch (expected.get("decision").asText()) {
            case "HONOUR" -> assertThat(decision).isEqualTo(ExpectationDecision.honor());
            case "IGNORE" -> assertThat(decision).isEqualTo(ExpectationDecision.ignore());
            default -> {
                assertThat(decision).isInstanceOf(ExpectationDecision.Reject.class);
                Rejection rejection = ((ExpectationDecision.Reject) decision).rejection();
                assertThat(rejection.status()).isEqualTo(expected.get("status").asInt());
                String reason = REASONS.get(expected.get("reason").asText());
                if (reason != null) {
                    assertThat(rejection.reason().code()).isEqualTo(reason);
                }
            }
        }
    }

    private static String describe(Expectation member) {
        return member.name() + "=" + member.value() + (member.quoted() ? " quoted" : "")
                + member.parameters().stream()
                        .map(p -> ";" + p.name() + "=" + p.value() + (p.quoted() ? " quoted" : ""))
                        .toList();
    }

    private static String describe(JsonNode member) {
        return member.get("name").textValue() + "=" + member.get("value").textValue()
                + (member.get("quoted").asBoolean() ? " quoted" : "")
                + StreamSupport.stream(member.get("params").spliterator(), false)
                        .map(p -> ";" + p.get(0).textValue() + "=" + p.get(1).textValue()
                                + (p.get(2).asBoolean() ? " quoted" : ""))
                        .toList();
    }
}
