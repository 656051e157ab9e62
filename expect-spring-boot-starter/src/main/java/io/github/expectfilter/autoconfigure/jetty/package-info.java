/** Sets Jetty up so that the filter decides before the container does. */
@NullMarked
package io.github.expectfilter.autoconfigure.jetty;

import org.jspecify.annotations.NullMarked;
