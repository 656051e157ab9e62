package io.github.expectfilter.compatibility.proxies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.expectfilter.probe.Verdict;

/**
 * What stands in front of the application: a proxy with one configuration, in {@code src/test/resources/proxies}, or in
 * a page of the documentation, as a user would write it, with the proxy on port 8000 and the application at {@code app:8080}.
 */
enum Hop {
    NOTHING(null, "(none)", "", Verdict.EFFECTIVE, "nothing to do"),
    NGINX(ProxyProgram.NGINX, "default", "nginx.conf", Verdict.BLIND, "decide in nginx: decision endpoint"),
    NGINX_STREAMING(
            ProxyProgram.NGINX,
            "`proxy_request_buffering off`",
            "nginx-streaming.conf",
            Verdict.BLIND,
            "decide in nginx: decision endpoint"),
    NGINX_DECISION(ProxyProgram.NGINX, "decision endpoint", "proxies.md#nginx", Verdict.EFFECTIVE, "recommended"),
    HAPROXY(ProxyProgram.HAPROXY, "default", "haproxy.cfg", Verdict.EFFECTIVE, "add the close on 417"),
    HAPROXY_CLOSE_417(
            ProxyProgram.HAPROXY,
            "`Connection: close` on 417",
            "haproxy-close-417.cfg",
            Verdict.EFFECTIVE,
            "recommended"),
    HAPROXY_BUFFER(
            ProxyProgram.HAPROXY,
            "`option http-buffer-request`",
            "haproxy-buffer.cfg",
            Verdict.BLIND,
            "remove the option"),
    HAPROXY_DEL_HEADER(
            ProxyProgram.HAPROXY,
            "`del-header Expect`",
            "haproxy-del-header.cfg",
            Verdict.BLIND_BUT_SILENT,
            "do not remove the field"),
    APACHE(ProxyProgram.APACHE, "default", "apache.conf", Verdict.EFFECTIVE, "recommended"),
    APACHE_100_OFF(
            ProxyProgram.APACHE, "`Proxy100Continue Off`", "apache-100-off.conf", Verdict.BLIND, "leave it `On`"),
    SQUID(ProxyProgram.SQUID, "reverse, default", "squid.conf", Verdict.EFFECTIVE, "recommended"),
    SQUID_FORCE(
            ProxyProgram.SQUID, "`force_request_body_continuation`", "squid-force.conf", Verdict.LATE, "leave it out"),
    CADDY(ProxyProgram.CADDY, "default", "Caddyfile", Verdict.LATE, "decide in Caddy: decision endpoint"),
    CADDY_NO_EXPECT(
            ProxyProgram.CADDY, "`header_up -Expect`", "Caddyfile-no-expect", Verdict.BLIND, "do not remove the field"),
    CADDY_DECISION(ProxyProgram.CADDY, "decision endpoint", "proxies.md#caddyfile", Verdict.EFFECTIVE, "recommended"),
    LIGHTTPD(ProxyProgram.LIGHTTPD, "default", "lighttpd.conf", Verdict.BLIND, "limit at the edge"),
    LIGHTTPD_STREAMING(
            ProxyProgram.LIGHTTPD,
            "`stream-request-body = 2`",
            "lighttpd-streaming.conf",
            Verdict.BLIND,
            "limit at the edge"),
    VARNISH(ProxyProgram.VARNISH, "default", "varnish.vcl", Verdict.BLIND, "uploads past Varnish"),
    NGHTTPX(ProxyProgram.NGHTTPX, "default", "nghttpx.conf", Verdict.EFFECTIVE, "recommended"),
    TINYPROXY(ProxyProgram.TINYPROXY, "reverse", "tinyproxy.conf", Verdict.DEAF, "uploads past tinyproxy");

    /** {@code null} when nothing stands in front. */
    final ProxyProgram program;

    final String words;
    final String file;
    /** What it makes of the handshake. */
    final Verdict handshake;

    final String advice;

    Hop(ProxyProgram program, String words, String file, Verdict handshake, String advice) {
        this.program = program;
        this.words = words;
        this.file = file;
        this.handshake = handshake;
        this.advice = advice;
    }

    /** Whether the application gets the field with the request. */
    boolean passesExpectOn() {
        return this != NGINX_DECISION && handshake != Verdict.BLIND && handshake != Verdict.BLIND_BUT_SILENT;
    }

    /** The configuration as a user would write it. */
    String configuration() throws IOException {
        int language = file.indexOf('#');
        return language < 0
                ? RunningProxy.configuration(file)
                : documented(Path.of("..", "docs", file.substring(0, language)), file.substring(language + 1));
    }

    /** The first block in a language that a page has, for all paths and with the ports of the others. */
    private static String documented(Path page, String language) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf("```" + language + "\n") + language.length() + 4;
        return text.substring(begin, text.indexOf("```", begin))
                .replace("/upload/", "/")
                .replace("listen 80;", "listen 127.0.0.1:8000;")
                .replace(":80 {", ":8000 {")
                .replace("127.0.0.1:8080", "app:8080");
    }
}
