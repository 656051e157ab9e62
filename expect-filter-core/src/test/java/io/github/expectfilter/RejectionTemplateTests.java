package io.github.expectfilter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.expectfilter.Rejection.Reason;
import io.github.expectfilter.RejectionTemplate.Format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RejectionTemplateTests {

    private static final Rejection REJECTION = Rejection.of(Reason.APPLICATION)
            .withTitle("<b>\"A\" & 'B'</b> {detail}")
            .withDetail("C:\\\"\n\t\u0001é\uD83D\uDE00</script>");

    @Test
    void fillsThePlaceholdersIn() {
        assertThat(RejectionTemplate.parse(Format.TEXT, "{status}{reason} {title}\n{detail}{status}")
                        .render(REJECTION))
                .isEqualTo("417application <b>\"A\" & 'B'</b> {detail}\nC:\\\"\n\t\u0001é\uD83D\uDE00</script>417");
    }

    @Test
    void escapesForHtml() {
        assertThat(RejectionTemplate.parse(Format.HTML, "<p title=\"{title}\">{detail}</p>")
                        .render(REJECTION))
                .isEqualTo("<p title=\"&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt; {detail}\">"
                        + "C:\\&quot;\n\t\u0001é\uD83D\uDE00&lt;/script&gt;</p>");
    }

    @Test
    void escapesForJson() throws Exception {
        String json = RejectionTemplate.parse(
                        Format.JSON,
                        "{\"error\": \"{title}\", \"more\": {\"message\":\"{detail}\",\"status\":{status}}}")
                .render(REJECTION);

        var tree = new ObjectMapper().readTree(json);
        assertThat(tree.get("error").textValue()).isEqualTo(REJECTION.title());
        assertThat(tree.get("more").get("message").textValue()).isEqualTo(REJECTION.detail());
        assertThat(tree.get("more").get("status").intValue()).isEqualTo(417);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"p{margin:0}", "{}", "{ title }", "a{b c}", "{", "}", "{title", "{\"title\":1}", "@media{p{a:b}}"
            })
    void bracesAroundAnythingElseAreText(String text) {
        assertThat(RejectionTemplate.parse(Format.TEXT, text).render(REJECTION)).isEqualTo(text);
    }

    @Test
    void bracesAroundAPlaceholderAreText() {
        assertThat(RejectionTemplate.parse(Format.JSON, "{{status}}").render(REJECTION))
                .isEqualTo("{417}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{path}", "{Title}", "{status_code}", "{title.x}", "{type}"})
    void anUnknownPlaceholderIsRefusedWithItsLine(String placeholder) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RejectionTemplate.parse(Format.HTML, "<p>{title}\n<p>" + placeholder))
                .withMessageContaining("no placeholder " + placeholder + " (line 2)")
                .withMessageContaining("{status} {title} {detail} {reason}");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void anEmptyTemplateIsRefused(Format format) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RejectionTemplate.parse(format, " \n"))
                .withMessageContaining("use the format none");
    }

    @Test
    void aByteOrderMarkAndOtherLineEndsAreNoText() {
        assertThat(RejectionTemplate.parse(Format.TEXT, "\uFEFFa\r\nb\rc").render(REJECTION))
                .isEqualTo("a\nb\nc");
    }

    @Test
    void everyStyleElementHasItsHash() throws Exception {
        RejectionTemplate template = RejectionTemplate.parse(
                Format.HTML, "<style>\r\np{margin:0}</style><STYLE media=\"print\">a{}</Style ><p>{title}");

        assertThat(template.styleHashes()).isEqualTo(" " + hash("\np{margin:0}") + " " + hash("a{}"));
    }

    private static String hash(String style) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }

    @Test
    void aPlaceholderWithinAStyleElementIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RejectionTemplate.parse(Format.HTML, "<style>p::before{content:'{title}'}</style>"))
                .withMessageContaining("{title} stands in a style element");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RejectionTemplate.parse(Format.HTML, "<style>p{}"))
                .withMessageContaining("close it with </style>");
    }
}
