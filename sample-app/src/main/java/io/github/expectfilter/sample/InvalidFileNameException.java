package io.github.expectfilter.sample;

/** The message is fit for the client. */
class InvalidFileNameException extends IllegalArgumentException {

    InvalidFileNameException(String message) {
        super(message);
    }
}
