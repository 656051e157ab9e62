package io.github.expectfilter.probe;

import java.io.StringWriter;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The report as the XML that build servers read as test results. */
final class JunitReport {

    private final ProbeReport report;
    private final XMLStreamWriter xml;

    private JunitReport(ProbeReport report, XMLStreamWriter xml) {
        this.report = report;
        this.xml = xml;
    }

    static String write(ProbeReport report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JunitReport(report, xml).write();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.append('\n').toString();
    }

    private void write() throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        start("testsuite");
        xml.writeAttribute("name", "expect-probe " + TextReport.url(report));
        xml.writeAttribute("tests", String.valueOf(report.checks().size() + 1));
        xml.writeAttribute("failures", String.valueOf(failures()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", "0");
        testcase(
                "verdict",
                report.verdict() == Verdict.EFFECTIVE,
                report.verdict() + ": " + report.verdict().meaning(),
                report.because() + "\n" + report.advice());
        for (Check check : report.checks()) {
            testcase(check.id(), check.result() != Check.Result.FAILED, check.title(), check.evidence());
        }
        if (!report.transcripts().isEmpty()) {
            start("system-out");
            for (Map.Entry<String, String> transcript : report.transcripts()) {
                xml.writeCharacters("\n--- " + transcript.getKey() + "\n" + transcript.getValue());
            }
            xml.writeEndElement();
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private long failures() {
        return report.checks().stream()
                        .filter(check -> check.result() == Check.Result.FAILED)
                        .count()
                + (report.verdict() == Verdict.EFFECTIVE ? 0 : 1);
    }

    private void testcase(String name, boolean passed, String title, String evidence) throws XMLStreamException {
        start("testcase");
        xml.writeAttribute("classname", "expect-probe");
        xml.writeAttribute("name", name);
        if (passed) {
            start("system-out");
            xml.writeCharacters(title + "\n" + evidence);
        } else {
            start("failure");
            xml.writeAttribute("message", title);
            xml.writeCharacters(evidence);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void start(String element) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(element);
    }
}
