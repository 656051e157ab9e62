/**
 * How a server, or a whole chain of proxies in front of it, treats the HTTP {@code Expect} header field (RFC 9110 section
 * 10.1.1), seen from outside, byte by byte.
 */
@NullMarked
package io.github.expectfilter.probe;

import org.jspecify.annotations.NullMarked;
