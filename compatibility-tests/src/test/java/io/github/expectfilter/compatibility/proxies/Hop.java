package io.github.expectfilter.compatibility.proxies;

import java.io.IOException;

/**
 * What stands in front of the application: a proxy with one configuration, in {@code src/test/resources/proxies} as a
 * user would write it, with the proxy on port 8000 and the application at {@code app:8080}.
 */
enum Hop {
    NOTHING(null, "(none)", "", Handshake.EFFECTIVE, "nothing to do"),
    NGINX(ProxyProgram.NGINX, "default", "nginx.conf", Handshake.BLIND, "decide in nginx: decision endpoint"),
    NGINX_STREAMING(
            ProxyProgram.NGINX,
            "`proxy_request_buffering off`",
            "nginx-streaming.conf",
            Handshake.BLIND,
            "decide in nginx: decision endpoint"),
    HAPROXY(ProxyProgram.HAPROXY, "default", "haproxy.cfg", Handshake.EFFECTIVE, "add the close on 417"),
    HAPROXY_CLOSE_417(
            ProxyProgram.HAPROXY,
            "`Connection: close` on 417",
            "haproxy-close-417.cfg",
            Handshake.EFFECTIVE,
            "recommended"),
    HAPROXY_BUFFER(
            ProxyProgram.HAPROXY,
            "`option http-buffer-request`",
            "haproxy-buffer.cfg",
            Handshake.BLIND,
            "remove the option"),
    HAPROXY_DEL_HEADER(
            ProxyProgram.HAPROXY,
            "`del-header Expect`",
            "haproxy-del-header.cfg",
            Handshake.BLIND_BUT_SILENT,
            "do not remove the field"),
    APACHE(ProxyProgram.APACHE, "default", "apache.conf", Handshake.EFFECTIVE, "recommended"),
    APACHE_100_OFF(
            ProxyProgram.APACHE,
            "`Proxy100Continue Off`",
            "apache-100-off.conf",
            Handshake.BLIND,
            "leave it `On`"),
    SQUID(ProxyProgram.SQUID, "reverse, default", "squid.conf", Handshake.EFFECTIVE, "recommended"),
    SQUID_FORCE(
            ProxyProgram.SQUID,
            "`force_request_body_continuation`",
            "squid-force.conf",
            Handshake.LATE,
            "leave it out"),
    CADDY(ProxyProgram.CADDY, "default", "Caddyfile", Handshake.LATE, "decide in Caddy: decision endpoint"),
    CADDY_NO_EXPECT(
            ProxyProgram.CADDY,
            "`header_up -Expect`",
            "Caddyfile-no-expect",
            Handshake.BLIND,
            "do not remove the field"),
    LIGHTTPD(ProxyProgram.LIGHTTPD, "default", "lighttpd.conf", Handshake.BLIND, "limit at the edge"),
    LIGHTTPD_STREAMING(
            ProxyProgram.LIGHTTPD,
            "`stream-request-body = 2`",
            "lighttpd-streaming.conf",
            Handshake.BLIND,
            "limit at the edge"),
    VARNISH(ProxyProgram.VARNISH, "default", "varnish.vcl", Handshake.BLIND, "uploads past Varnish"),
    NGHTTPX(ProxyProgram.NGHTTPX, "default", "nghttpx.conf", Handshake.EFFECTIVE, "recommended"),
    TINYPROXY(ProxyProgram.TINYPROXY, "reverse", "tinyproxy.conf", Handshake.DEAF, "uploads past tinyproxy");

    /** What a hop makes of the handshake; the classes that expect-probe tells apart. */
    enum Handshake {
        EFFECTIVE,
        LATE,
        BLIND,
        BLIND_BUT_SILENT,
        DEAF
    }

    /** {@code null} when nothing stands in front. */
    final ProxyProgram program;
    final String words;
    final String file;
    final Handshake handshake;
    final String advice;

    Hop(ProxyProgram program, String words, String file, Handshake handshake, String advice) {
        this.program = program;
        this.words = words;
        this.file = file;
        this.handshake = handshake;
        this.advice = advice;
    }

    /** The configuration as a user would write it. */
    String configuration() throws IOException {
        return RunningProxy.configuration(file);
    }
}
