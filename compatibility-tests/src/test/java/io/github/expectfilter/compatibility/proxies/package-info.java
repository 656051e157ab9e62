/** Real proxies in front of the started sample: what stays true of our promises behind each of them. */
package io.github.expectfilter.compatibility.proxies;
