/** Sets Undertow up so that the filter can send {@code 100 Continue}. */
@NullMarked
package io.github.expectfilter.autoconfigure.undertow;

import org.jspecify.annotations.NullMarked;
