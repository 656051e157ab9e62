/** A real browser for the tests of pages; other modules use it from the test-jar. */
package io.github.expectfilter.browser;
