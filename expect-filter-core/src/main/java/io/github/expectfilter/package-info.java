/**
 * One decision about the HTTP {@code Expect} header field (RFC 9110 section 10.1.1), taken on the header section alone,
 * before a byte of the content is read.
 *
 * <p>Three parts that do not know each other: <em>decide</em> ({@link io.github.expectfilter.ExpectField},
 * {@link io.github.expectfilter.ExpectationPolicy}, {@link io.github.expectfilter.AdmissionRule}), <em>answer</em>
 * ({@link io.github.expectfilter.Rejection}, {@link io.github.expectfilter.RejectionHandler}) and <em>observe</em>
 * ({@link io.github.expectfilter.ExpectFilterListener}); the {@link io.github.expectfilter.ExpectFilter} joins them in a
 * servlet container.
 */
@NullMarked
package io.github.expectfilter;

import org.jspecify.annotations.NullMarked;
