/** Sets Tomcat up so that the filter decides before the container does. */
@NullMarked
package io.github.expectfilter.autoconfigure.tomcat;

import org.jspecify.annotations.NullMarked;
