/** An upload service: files by name, and documents of a few types. */
@NullMarked
package io.github.expectfilter.sample;

import org.jspecify.annotations.NullMarked;
