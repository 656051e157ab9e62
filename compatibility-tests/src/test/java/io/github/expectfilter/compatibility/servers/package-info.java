/** A plain WAR, the filter in its web.xml, on full servers: what the owner of such a server gets without Spring. */
package io.github.expectfilter.compatibility.servers;
