package io.github.expectfilter.compatibility.clients;

/**
 * What the user of a client gets to see.
 *
 * @param status 0 if the client shows none
 * @param bodyBytes how much of the answer's body it hands over
 * @param error what it reports in place of an answer, or an empty string
 */
record Answer(int status, long bodyBytes, String error) {

    Answer(int status, long bodyBytes) {
        this(status, bodyBytes, "");
    }

    static Answer failed(Throwable error) {
        return new Answer(0, 0, error.getClass().getSimpleName());
    }

    /** Reads the line of a program: {@code 413 250} (status and length of the body), or {@code - NameOfTheError}. */
    static Answer parse(String line) {
        String[] words = line.split(" ", 2);
        return words[0].equals("-")
                ? new Answer(0, 0, words[1])
                : new Answer(Integer.parseInt(words[0]), Long.parseLong(words[1]));
    }

    @Override
    public String toString() {
        return status == 0 ? error : String.valueOf(status);
    }
}
