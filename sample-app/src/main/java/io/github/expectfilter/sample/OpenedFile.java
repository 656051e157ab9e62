package io.github.expectfilter.sample;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The content and the size of one and the same file, even when another takes its name meanwhile. */
record OpenedFile(InputStream content, long size) implements Closeable {

    @Override
    public void close() throws IOException {
        content.close();
    }
}
