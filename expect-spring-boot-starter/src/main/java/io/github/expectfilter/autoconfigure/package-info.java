/** Auto-configuration of {@link io.github.expectfilter.ExpectFilter} for Spring Boot. */
@NullMarked
package io.github.expectfilter.autoconfigure;

import org.jspecify.annotations.NullMarked;
