package io.github.expectfilter.sample;

import java.io.IOException;

/** The disk failed; a failure to read from the client stays an {@link IOException}. */
class StorageException extends RuntimeException {

    StorageException(String message, IOException cause) {
        super(message, cause);
    }
}
