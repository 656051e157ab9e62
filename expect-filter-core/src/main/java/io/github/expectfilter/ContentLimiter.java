package io.github.expectfilter;

import java.io.IOException;

/**
 * Counts the content of one request below everything that reads it, so that forms and multipart, which the container
 * parses by itself, count too. A container adapter offers it as the request attribute {@value #ATTRIBUTE} where the
 * container can do so and there are rules; without it, only what is read through {@code getInputStream()} and
 * {@code getReader()} counts.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ContentLimiter {

    /** Name of the request attribute. */
    String ATTRIBUTE = "io.github.expectfilter.ContentLimiter";

    /**
     * Counts from now on, and hands out nothing of a read that passes the limit unless {@code exceeded} returns
     * normally.
     *
     * @param bytes the most that may be read, without the framing of HTTP
     * @param exceeded called within every read that ends beyond the limit
     */
    void limit(long bytes, Exceeded exceeded);

    /**
     * Says what comes of a read beyond the limit.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    interface Exceeded {

        /**
         * Called on the reading thread.
         *
         * @throws IOException if the read is to fail; an adapter may hand it to the reader as the cause of an
         *     {@link java.io.UncheckedIOException}, where the container would take an {@code IOException} for a client that
         *     is gone
         */
        void exceeded() throws IOException;
    }
}
