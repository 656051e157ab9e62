/** A raw HTTP client for wire tests; other modules use it through the test-jar. */
package io.github.expectfilter.wire;
