/** The contract of the containers, over HTTP/1.1 and HTTP/2; other modules run it from the test-jar. */
package io.github.expectfilter.wire;
