package io.github.expectfilter.probe;

/**
 * What {@code Expect: 100-continue} is worth on the way to an origin server (RFC 9110 section 10.1.1).
 *
 * @since 0.1.0
 */
public enum Verdict {

    /** The origin sees the expectation and its answer comes first: a refused upload is not sent. */
    EFFECTIVE("a refusal reaches the client before it has been told to send its content"),

    /** The origin sees the expectation, but somebody sends the 100 before the origin has decided. */
    LATE("the client is told to send its content before the origin has decided"),

    /** A hop sends the 100 itself and removes the expectation: the origin never sees it. */
    BLIND("a hop answers the expectation itself, and the origin does not see it"),

    /** A hop removes the expectation and nobody sends a 100: an accepted client waits for its own timer. */
    BLIND_BUT_SILENT("a hop removes the expectation, and nobody sends a 100"),

    /** Nothing is passed back to the client before the content has come. */
    DEAF("no answer of any kind comes before the content"),

    /** What was seen fits more than one of the others. */
    UNDECIDED("what was seen does not tell");

    private final String meaning;

    Verdict(String meaning) {
        this.meaning = meaning;
    }

    /** What it means, in a few plain words. */
    public String meaning() {
        return meaning;
    }
}
