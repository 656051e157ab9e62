/** Shows what the filter decides: meters, the {@code expect} endpoint, the self-check at start. */
@NullMarked
package io.github.expectfilter.autoconfigure.observe;

import org.jspecify.annotations.NullMarked;
