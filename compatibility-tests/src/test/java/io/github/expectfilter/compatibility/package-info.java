/**
 * The promises of expect-filter against what really stands in front of it and behind it: full servers, clients, proxies.
 * In the Maven profile {@code compatibility}; what is found out goes to docs/compatibility.md.
 */
package io.github.expectfilter.compatibility;
