/** Real clients against the started sample, with a relay between them that counts what is on the wire. */
package io.github.expectfilter.compatibility.clients;
