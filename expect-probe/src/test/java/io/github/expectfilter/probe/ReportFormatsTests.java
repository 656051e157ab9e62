package io.github.expectfilter.probe;

import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReportFormatsTests {

    private static final String ODD = "a \"quoted\" \\ <b>&amp; | `x` ]]> [y](z)\nsecond line";

    private static final ProbeReport REPORT = new ProbeReport(
            URI.create("http://localhost:8080/a?b=%22&c=<d>".replace("<", "%3C").replace(">", "%3E")),
            "PUT that announces 5 bytes",
            "2 requests",
            Verdict.LATE,
            ODD,
            "Do it.",
            List.of(
                    Check.ok("rfc9110/10.1.1/one", "One", ODD),
                    Check.failed("rfc9110/10.1.1/two", "Two", ODD),
                    Check.info("rfc9110/10.1.1/three", "Three", ODD)),
            List.of(Map.entry("PUT", "  1.0 ms > PUT \\x1b[31m")),
            2,
            5);

    @Test
    void jsonIsReadBack() throws Exception {
        JsonNode json = new ObjectMapper().readTree(REPORT.toJson());
        assertThat(json.get("url").textValue()).isEqualTo(REPORT.uri().toString());
        assertThat(json.get("verdict").textValue()).isEqualTo("LATE");
        assertThat(json.get("because").textValue()).isEqualTo(ODD);
        assertThat(json.get("asHoped").booleanValue()).isFalse();
        assertThat(json.get("requests").intValue()).isEqualTo(2);
        assertThat(json.get("contentSent").longValue()).isEqualTo(5);
        assertThat(json.get("checks")).hasSize(3);
        assertThat(json.get("checks").get(1).get("id").textValue()).isEqualTo("rfc9110/10.1.1/two");
        assertThat(json.get("checks").get(1).get("result").textValue()).isEqualTo("failed");
        assertThat(json.get("checks").get(1).get("evidence").textValue()).isEqualTo(ODD);
        assertThat(json.get("transcripts").get(0).get("transcript").textValue()).isEqualTo("  1.0 ms > PUT \\x1b[31m");
    }

    @Test
    void junitIsReadBack() throws Exception {
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(REPORT.toJunit())));
        Element suite = document.getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        NodeList cases = document.getElementsByTagName("testcase");
        assertThat(cases.getLength()).isEqualTo(4);
        NodeList failures = document.getElementsByTagName("failure");
        assertThat(failures.getLength()).isEqualTo(2);
        assertThat(failures.item(0).getTextContent()).isEqualTo(ODD + "\nDo it.");
        assertThat(((Element) cases.item(2)).getAttribute("name")).isEqualTo("rfc9110/10.1.1/two");
        assertThat(failures.item(1).getTextContent()).isEqualTo(ODD);
    }

    @Test
    void markdownKeepsItsTable() {
        List<String> rows =
                REPORT.toMarkdown().lines().filter(line -> line.startsWith("|")).toList();
        assertThat(rows)
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.replace("\\|", "").chars().filter(c -> c == '|'))
                        .hasSize(4));
        assertThat(REPORT.toMarkdown()).contains("&lt;b>&amp;amp;", "\\[y\\](z)<br>second line");
    }

    @Test
    void textIsForNarrowTerminals() {
        assertThat(REPORT.toText().lines()).allMatch(line -> line.length() <= 120);
        assertThat(REPORT.toText()).contains("Verdict: LATE", "rfc9110/10.1.1/two");
        assertThat(REPORT.withoutTranscripts().toJson()).doesNotContain("PUT \\\\x1b");
    }
}
