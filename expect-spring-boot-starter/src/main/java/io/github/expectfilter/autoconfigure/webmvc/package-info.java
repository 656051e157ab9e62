/** Sees in Spring MVC that the application rejects an expectation by itself. */
@NullMarked
package io.github.expectfilter.autoconfigure.webmvc;

import org.jspecify.annotations.NullMarked;
