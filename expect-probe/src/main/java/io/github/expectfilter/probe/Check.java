package io.github.expectfilter.probe;

/**
 * One thing that was looked at.
 *
 * @param id RFC, section and name, such as {@code rfc9110/10.1.1/refused-before-100}; ids do not change
 * @param title what was looked at
 * @param evidence what was seen, in plain words: printable ASCII, and line feeds between its lines
 * @since 0.1.0
 */
public record Check(String id, String title, Result result, String evidence) {

    /** How a check ended. */
    public enum Result {
        /** As hoped. */
        OK,
        /** Not as hoped. */
        FAILED,
        /** Neither good nor bad, or it could not be looked at; the evidence says which. */
        INFO
    }

    static Check ok(String id, String title, String evidence) {
        return new Check(id, title, Result.OK, evidence);
    }

    static Check failed(String id, String title, String evidence) {
        return new Check(id, title, Result.FAILED, evidence);
    }

    static Check info(String id, String title, String evidence) {
        return new Check(id, title, Result.INFO, evidence);
    }
}
