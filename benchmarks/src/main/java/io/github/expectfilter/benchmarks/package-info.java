/** What the filter costs a request. */
@NullMarked
package io.github.expectfilter.benchmarks;

import org.jspecify.annotations.NullMarked;
