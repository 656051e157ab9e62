package io.github.expectfilter.compatibility.proxies;

import java.nio.file.Path;
import java.util.List;

/** A proxy of the machine, and all that a user would not write: where it keeps its files, and that it stays in front. */
enum ProxyProgram {
    NGINX("nginx", "nginx", "nginx-light", List.of("-v"), List.of("-p", "{directory}", "-c", "{file}"), """
            daemon off;
            user root;
            worker_processes 1;
            pid {directory}/nginx.pid;
            error_log {directory}/error.log;
            events { worker_connections 256; }
            http {
                access_log off;
                client_body_temp_path {directory}/body;
                proxy_temp_path {directory}/proxy;
                fastcgi_temp_path {directory}/fastcgi;
                uwsgi_temp_path {directory}/uwsgi;
                scgi_temp_path {directory}/scgi;
            {configuration}
            }
            """),
    HAPROXY("haproxy", "haproxy", "haproxy", List.of("-v"), List.of("-db", "-f", "{file}"), """
            global
                maxconn 256
            defaults
                mode http
                timeout connect 5s
                timeout client 30s
                timeout server 30s
            {configuration}
            """),
    APACHE("Apache httpd", "apache2", "apache2", List.of("-v"), List.of("-DFOREGROUND", "-f", "{file}"), """
            ServerRoot {directory}
            ServerName localhost
            DefaultRuntimeDir {directory}
            PidFile {directory}/apache.pid
            ErrorLog {directory}/error.log
            User www-data
            Group www-data
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
            LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
            {configuration}
            """),
    SQUID("squid", "squid", "squid", List.of("-v"), List.of("-N", "-f", "{file}"), """
            visible_hostname localhost
            pid_filename {directory}/squid.pid
            cache_log {directory}/cache.log
            access_log none
            coredump_dir {directory}
            pinger_enable off
            shutdown_lifetime 0 seconds
            {configuration}
            """),
    CADDY(
            "Caddy",
            "caddy",
            "caddy",
            List.of("version"),
            List.of("run", "--adapter", "caddyfile", "--config", "{file}"),
            """
            {
            	admin off
            	auto_https off
            	default_bind 127.0.0.1
            }
            {configuration}
            """),
    LIGHTTPD("lighttpd", "lighttpd", "lighttpd", List.of("-v"), List.of("-D", "-f", "{file}"), """
            server.bind = "127.0.0.1"
            server.document-root = "{directory}"
            server.errorlog = "{directory}/error.log"
            server.upload-dirs = ( "{directory}" )
            {configuration}
            """),
    VARNISH(
            "Varnish",
            "varnishd",
            "varnish",
            List.of("-V"),
            List.of(
                    "-F",
                    "-j",
                    "none",
                    "-n",
                    "{directory}",
                    "-T",
                    "none",
                    "-s",
                    "default,16m",
                    "-a",
                    "127.0.0.1:{port}",
                    "-f",
                    "{file}"),
            "{configuration}"),
    NGHTTPX("nghttpx", "nghttpx", "nghttp2-proxy", List.of("-v"), List.of("--conf={file}"), """
            workers=1
            single-process=yes
            pid-file={directory}/nghttpx.pid
            {configuration}
            """),
    TINYPROXY("tinyproxy", "tinyproxy", "tinyproxy-bin", List.of("-v"), List.of("-d", "-c", "{file}"), """
            Listen 127.0.0.1
            MaxClients 64
            {configuration}
            """);

    final String title;
    final String command;
    final String debianPackage;
    final List<String> versionArguments;

    private final List<String> arguments;
    private final String frame;

    ProxyProgram(
            String title,
            String command,
            String debianPackage,
            List<String> versionArguments,
            List<String> arguments,
            String frame) {
        this.title = title;
        this.command = command;
        this.debianPackage = debianPackage;
        this.versionArguments = versionArguments;
        this.arguments = arguments;
        this.frame = frame;
    }

    /** The file that it is started with. */
    String file(Path directory, String configuration) {
        return frame.replace("{directory}", directory.toString()).replace("{configuration}", configuration);
    }

    List<String> arguments(Path directory, Path file, int port) {
        return arguments.stream()
                .map(argument -> argument.replace("{directory}", directory.toString())
                        .replace("{file}", file.toString())
                        .replace("{port}", String.valueOf(port)))
                .toList();
    }
}
