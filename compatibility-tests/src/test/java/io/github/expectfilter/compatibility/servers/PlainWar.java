package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.expectfilter.ExpectFilter;

/** The WAR as a user builds it: web.xml, one servlet, and expect-filter-core as the only library. */
final class PlainWar {

    /** The largest content that {@code /upload} takes. */
    static final int LIMIT = 64 * 1024;

    private PlainWar() {}

    static Path build(Path war, boolean configureContainer) throws IOException, URISyntaxException {
        return build(
                war,
                filter("uploads", "maxContentLength", String.valueOf(LIMIT), configureContainer, "/upload")
                        + filter("images", "contentTypes", "image/*", configureContainer, "/images")
                        + filter("sized", "requireContentLength", "true", configureContainer, "/sized")
                        + filter(
                                "members",
                                "requireAuthorization",
                                "Basic realm=\"members\"",
                                configureContainer,
                                "/members")
                        + filter("all", "enforce", "true", configureContainer, "/held", "/unread"));
    }

    /** With a typo in the name of an init-param. */
    static Path buildWrong(Path war) throws IOException, URISyntaxException {
        return build(war, filter("uploads", "maxContentLenght", String.valueOf(LIMIT), false, "/upload"));
    }

    private static Path build(Path war, String filters) throws IOException, URISyntaxException {
        Path core = Path.of(ExpectFilter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (!Files.isRegularFile(core)) {
            throw new AssertionError(core + " is no jar: run mvn -Pcompatibility package");
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            add(zip, "WEB-INF/web.xml", webXml(filters).getBytes(StandardCharsets.UTF_8));
            String servlet = UploadServlet.class.getName().replace('.', '/') + ".class";
            try (InputStream in = PlainWar.class.getClassLoader().getResourceAsStream(servlet)) {
                add(zip, "WEB-INF/classes/" + servlet, in.readAllBytes());
            }
            add(zip, "WEB-INF/lib/expect-filter-core.jar", Files.readAllBytes(core));
        }
        return war;
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        OutputStream out = zip;
        out.write(content);
        zip.closeEntry();
    }

    private static String webXml(String filters) {
        return """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                %s
                  <servlet>
                    <servlet-name>upload</servlet-name>
                    <servlet-class>%s</servlet-class>
                    <async-supported>true</async-supported>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>upload</servlet-name>
                    <url-pattern>/*</url-pattern>
                  </servlet-mapping>
                </web-app>
                """.formatted(filters, UploadServlet.class.getName());
    }

    private static String filter(
            String name, String parameter, String value, boolean configureContainer, String... paths) {
        StringBuilder mappings = new StringBuilder();
        for (String path : paths) {
            mappings.append("<url-pattern>").append(path).append("</url-pattern>");
        }
        return """
                  <filter>
                    <filter-name>%1$s</filter-name>
                    <filter-class>io.github.expectfilter.ExpectFilter</filter-class>
                    <async-supported>true</async-supported>
                    <init-param><param-name>%2$s</param-name><param-value>%3$s</param-value></init-param>
                    <init-param><param-name>configureContainer</param-name><param-value>%4$s</param-value></init-param>
                  </filter>
                  <filter-mapping><filter-name>%1$s</filter-name>%5$s</filter-mapping>
                """.formatted(name, parameter, value, configureContainer, mappings);
    }
}
