package io.github.expectfilter;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The final answer to a request that is not admitted: a status, the reason, and the words for people.
 *
 * <p>Nothing in it may come from the request. Immutable.
 *
 * @since 0.1.0
 */
public final class Rejection {

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(402, "Payment Required"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(411, "Length Required"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(507, "Insufficient Storage"));

    /** Fields without which RFC 9110 does not allow the status: sections 15.5.2, 15.5.6, 15.5.8 and 15.5.22. */
    private static final Map<Integer, String> MANDATORY_FIELDS =
            Map.of(401, "WWW-Authenticate", 405, "Allow", 407, "Proxy-Authenticate", 426, "Upgrade");

    private final int status;
    private final Reason reason;
    private final @Nullable URI type;
    private final String title;
    private final String detail;
    private final Map<String, String> headers;

    private Rejection(
            int status, Reason reason, @Nullable URI type, String title, String detail, Map<String, String> headers) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("The status of a rejection is 400 to 599, not " + status);
        }
        String mandatory = MANDATORY_FIELDS.get(status);
        if (mandatory != null && headers.keySet().stream().noneMatch(h -> Ascii.equalsIgnoreCase(h, mandatory))) {
            throw new IllegalArgumentException("A rejection with the status " + status + " needs the header field "
                    + mandatory + " (RFC 9110 section 15.5)");
        }
        this.status = status;
        this.reason = reason;
        this.type = type;
        this.title = title;
        this.detail = detail;
        this.headers = Collections.unmodifiableMap(headers);
    }

    /**
     * A rejection with the status and the words of a reason.
     *
     * @param reason any reason that needs no header field, so not {@link Reason#UNAUTHORIZED}
     */
    public static Rejection of(Reason reason) {
        return of(reason, Map.of());
    }

    /**
     * A rejection with the status and the words of a reason, and header fields.
     *
     * @param reason the reason
     * @param headers header fields of the answer by name
     * @throws IllegalArgumentException if the status demands a field that is missing, or a field could break the header
     *     section
     */
    public static Rejection of(Reason reason, Map<String, String> headers) {
        Map<String, String> copy = new LinkedHashMap<>(headers);
        copy.forEach(Rejection::checkHeader);
        return new Rejection(reason.status, reason, null, titleOf(reason.status), reason.detail, copy);
    }

    /**
     * A rejection by the application's own {@link AdmissionCheck}, with the reason {@link Reason#CHECK}.
     *
     * @param status the status code, 400 to 599
     * @param detail what happened and what the client can do about it; nothing of the request
     * @throws IllegalArgumentException if there is no such status, or it demands a header field
     */
    public static Rejection of(int status, String detail) {
        return of(status, detail, Map.of());
    }

    /**
     * A rejection by the application's own {@link AdmissionCheck}, with the reason {@link Reason#CHECK}.
     *
     * @param status the status code, 400 to 599
     * @param detail what happened and what the client can do about it; nothing of the request
     * @param headers header fields of the answer by name
     * @throws IllegalArgumentException if there is no such status, the status demands a field that is missing, or a field
     *     could break the header section
     */
    public static Rejection of(int status, String detail, Map<String, String> headers) {
        Map<String, String> copy = new LinkedHashMap<>(headers);
        copy.forEach(Rejection::checkHeader);
        return new Rejection(status, Reason.CHECK, null, titleOf(status), detail, copy);
    }

    /** The same with another explanation for people. */
    public Rejection withDetail(String newDetail) {
        return new Rejection(status, reason, type, title, newDetail, headers);
    }

    /** The same with another title. */
    public Rejection withTitle(String newTitle) {
        return new Rejection(status, reason, type, newTitle, detail, headers);
    }

    /** The same with another problem type (RFC 9457 section 3.1.1). */
    public Rejection withType(URI newType) {
        return new Rejection(status, reason, newType, title, detail, headers);
    }

    static String titleOf(int status) {
        return TITLES.getOrDefault(status, "Rejected");
    }

    private static void checkHeader(String name, String value) {
        if (!Ascii.isToken(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name of a header field (RFC 9110 section 5.1)");
        }
        if (!Ascii.isFieldValue(value)) {
            throw new IllegalArgumentException("The value of the header field " + name
                    + " may hold visible ASCII characters, spaces and tabs only (RFC 9110 section 5.5)");
        }
    }

    /** The status code, 400 to 599. */
    public int status() {
        return status;
    }

    /** Why, out of a closed list. */
    public Reason reason() {
        return reason;
    }

    /** The problem type; {@code urn:expect-filter:REASON} unless another was given. */
    public URI type() {
        return type != null ? type : URI.create("urn:expect-filter:" + reason.code);
    }

    /** A short summary for people. */
    public String title() {
        return title;
    }

    /** What happened and what the client can do about it. */
    public String detail() {
        return detail;
    }

    /** Header fields that the status needs, in their order. */
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String toString() {
        return "Rejection[" + status + " " + reason.code + "]";
    }

    /**
     * Why a request is rejected: a closed list, so that it can be a tag of a meter.
     *
     * @since 0.1.0
     */
    public enum Reason {
        /** An expectation that is not supported. */
        UNSUPPORTED_EXPECTATION("unsupported-expectation", 417, Words.WITHOUT),
        /** The field breaks its grammar. */
        MALFORMED("malformed", 417, "The Expect header field is malformed. " + Words.WITHOUT),
        /** {@code 100-continue} in a form that hops read differently: several lines, a list. */
        NOT_CANONICAL(
                "not-canonical",
                417,
                "The only accepted form is one field line: Expect: 100-continue. Use it, or repeat the request without"
                        + " the Expect header field."),
        /** Something that a sloppier hop may take for {@code 100-continue}. */
        LOOK_ALIKE("look-alike", 417, Words.WITHOUT),
        /** White space at the begin or end of a line, the trace of a folded line. */
        PADDED(
                "padded",
                400,
                "A line of the Expect header field begins or ends with white space, or is folded. " + Words.WITHOUT),
        /** A control character in the field. */
        FORBIDDEN_CHARACTER(
                "forbidden-character", 400, "The Expect header field holds a control character. " + Words.WITHOUT),
        /** The field passes a limit of {@link ExpectField}. */
        FIELD_TOO_LARGE("field-too-large", 431, "The Expect header field is too large. " + Words.WITHOUT),
        /** An expectation together with content on GET, HEAD, OPTIONS or TRACE. */
        METHOD(
                "method",
                417,
                "A GET, HEAD, OPTIONS or TRACE request with content cannot expect 100-continue. " + Words.WITHOUT),
        /** More content than a rule allows. */
        CONTENT_TOO_LARGE("content-too-large", 413, "The content is too large."),
        /** A media type that a rule does not accept. */
        UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The media type of the content is not accepted."),
        /** Content of undeclared length where a rule wants the length. */
        LENGTH_REQUIRED("length-required", 411, "Declare the length of the content in a Content-Length header field."),
        /** No {@code Authorization} where a rule wants one. */
        UNAUTHORIZED(
                "unauthorized",
                401,
                "Authenticate as the WWW-Authenticate header field of this response says, then repeat the request."),
        /** As many contents are being received as a rule allows at once. */
        TOO_MANY_CONCURRENT(
                "too-many-concurrent",
                503,
                "Too many uploads are in progress here. Repeat the request a little later."),
        /** The application's own {@link AdmissionCheck}; the status is the check's, 403 unless it says another. */
        CHECK("check", 403, "The request is not accepted."),
        /** A 417 that the container made by itself; the answer was only re-worded. */
        CONTAINER("container", 417, Words.WITHOUT);

        private final String code;
        private final int status;
        private final String detail;

        Reason(String code, int status, String detail) {
            this.code = code;
            this.status = status;
            this.detail = detail;
        }

        /** The name on the wire, in meters and in logs, for instance {@code content-too-large}. */
        public String code() {
            return code;
        }
    }

    private static final class Words {
        static final String WITHOUT = "Repeat the request without the Expect header field.";
    }
}
