package io.github.expectfilter.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** The exchanges that the page shows. There are no others: nothing of them is chosen by the client. */
enum HandshakeExchange {
    WELCOME("welcome", 201, 1_000_000, "Expect: 100-continue", """
            The client announces its content and waits. The header section is all the server needs for its decision: it \
            wants the content, says so with 100 Continue, and gives its final answer when the content has been stored. \
            The content was read to its end, so the connection can carry the next request.""", Curl.PUT + Curl.DELETE),

    TOO_LARGE("too-large", 413, 60_000_000, "Expect: 100-continue", """
            This server takes files of at most 50 MB, and Content-Length says that this one is larger. A client that has \
            sent Expect: 100-continue holds its content back until it is asked for, so the refusal costs one header \
            section instead of 60 MB. The connection ends: what follows on it could be the content as well as the \
            next request.""", Curl.PUT),

    WRONG_TYPE("wrong-type", 415, 1_000_000, "Expect: 100-continue", """
            Documents have to be PDF files, images, or a form with such files. Content-Type says that this is plain text: \
            the server refuses it before it is sent, and its Accept field lists what it would take.""", """
            curl -v -H "Expect: 100-continue" -H "Content-Type: text/plain" --data-binary @upload.bin {url}/documents"""),

    UNKNOWN_EXPECTATION("unknown-expectation", 417, 1_000_000, "Expect: virus-scan", """
            The client insists on something that this server does not know. A server that went on regardless would \
            promise what it cannot keep, so it answers 417 Expectation Failed: the one meaning of this status. A file \
            that is too large, or of the wrong type, gets the status that says so.""", """
            curl -v -H "Expect: virus-scan" -T upload.bin {url}/files/upload.bin"""),

    WITHOUT_EXPECT("without-expect", 413, 60_000_000, null, """
            The same limit holds without Expect, or leaving the field out would walk around it. But this client does not \
            wait: it writes at once, here with some 100 Mbit/s, and learns while it is sending that nobody wants it. On \
            this machine that takes milliseconds; on a long way, megabytes are sent in vain, and the answer may be lost in \
            the reset of the connection.""", """
            curl -v -H "Expect:" -T upload.bin {url}/files/upload.bin"""),

    HTTP_1_0("http-1.0", 201, 1_000_000, "Expect: 100-continue", """
            A client of HTTP/1.0 does not know interim responses and could take a 100 for the final answer. So the server \
            ignores the field, and the client sends its content without having been asked, after a short wait.""", """
            curl -v --http1.0 -H "Expect: 100-continue" -T upload.bin {url}/files/upload.bin
            """ + Curl.DELETE);

    private final String path;
    private final int status;
    private final int contentLength;
    private final @Nullable String expect;
    private final String why;
    private final String commands;

    /**
     * @param status that the configuration of this application brings about
     * @param expect the field line, or none
     */
    HandshakeExchange(
            String path, int status, int contentLength, @Nullable String expect, String why, String commands) {
        this.path = path;
        this.status = status;
        this.contentLength = contentLength;
        this.expect = expect;
        this.why = why;
        this.commands = "head -c " + contentLength + " /dev/zero > upload.bin\n" + commands;
    }

    static Optional<HandshakeExchange> of(String name) {
        return Arrays.stream(values())
                .filter(exchange -> exchange.path.equals(name))
                .findFirst();
    }

    /** The last segment of its path. */
    String path() {
        return path;
    }

    /** @param seen the final status, or none */
    String why(@Nullable Integer seen) {
        return seen != null && seen == status
                ? why
                : "This is not what the sample's own configuration brings about, which is " + status
                        + ": has it been changed?";
    }

    int contentLength() {
        return contentLength;
    }

    /** Whether the client sends its content together with the header section. */
    boolean sendsAtOnce() {
        return expect == null;
    }

    boolean isHttp10() {
        return this == HTTP_1_0;
    }

    /** @param file the name under which the content would be stored */
    List<String> head(String host, String contextPath, FileName file) {
        List<String> lines = new ArrayList<>();
        String target = contextPath + (this == WRONG_TYPE ? "/documents" : "/files/" + file);
        lines.add((this == WRONG_TYPE ? "POST " : "PUT ") + target + (isHttp10() ? " HTTP/1.0" : " HTTP/1.1"));
        lines.add("Host: " + host);
        if (this == WRONG_TYPE) {
            lines.add("Content-Type: text/plain");
        }
        lines.add("Content-Length: " + contentLength);
        if (expect != null) {
            lines.add(expect);
        }
        return lines;
    }

    /** @param url what the client's own terminal is to call */
    List<String> commands(String url) {
        return commands.lines().map(command -> command.replace("{url}", url)).toList();
    }

    private static final class Curl {

        static final String PUT = "curl -v -H \"Expect: 100-continue\" -T upload.bin {url}/files/upload.bin\n";
        static final String DELETE = "curl -X DELETE {url}/files/upload.bin\n";
    }
}
