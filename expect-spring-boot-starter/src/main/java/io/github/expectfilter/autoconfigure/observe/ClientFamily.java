package io.github.expectfilter.autoconfigure.observe;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, by its {@code User-Agent} (RFC 9110 section 10.1.5): a closed list, because the value itself is
 * the client's and must not be kept. Clients that send {@code Expect} by themselves, or can be told to, are told apart.
 */
enum ClientFamily {
    /** .NET, for instance, sends none unless told to. */
    NONE("no User-Agent"),
    CURL("curl", "curl/"),
    POWERSHELL("PowerShell"),
    DOTNET_SOAP(".NET SOAP client"),
    BROWSER("browser", "Mozilla/"),
    JAVA_HTTP_CLIENT("java.net.http", "Java-http-client/"),
    JAVA_URL_CONNECTION("HttpURLConnection", "Java/"),
    APACHE("Apache HttpClient", "Apache-HttpClient/", "Apache-HttpAsyncClient/"),
    OKHTTP("OkHttp", "okhttp/"),
    JETTY("Jetty client", "Jetty/"),
    REACTOR_NETTY("Reactor Netty", "ReactorNetty/"),
    VERTX("Vert.x", "Vert.x-WebClient/"),
    JERSEY("Jersey", "Jersey/"),
    MAVEN("Maven", "Apache-Maven/", "maven-artifact/"),
    GRADLE("Gradle", "Gradle/"),
    AWS("AWS SDK", "aws-sdk-", "aws-cli/", "Boto3/", "Botocore/"),
    GO("Go", "Go-http-client/"),
    PYTHON("Python", "python-", "Python-urllib/", "Python/"),
    NODE("Node.js", "node", "undici", "axios/", "got "),
    PHP("PHP", "GuzzleHttp/", "PHP"),
    RUBY("Ruby", "Ruby", "Faraday "),
    PERL("Perl", "libwww-perl/", "HTTP-Tiny/"),
    WGET("Wget", "Wget/", "Wget2/"),
    GIT("git", "git/"),
    POSTMAN("Postman", "PostmanRuntime/"),
    OTHER("other");

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // a List.of
    private final List<String> prefixes;

    ClientFamily(String text, String... prefixes) {
        this.text = text;
        this.prefixes = List.of(prefixes);
    }

    private static final ClientFamily[] ALL = values();

    static ClientFamily of(@Nullable String userAgent) {
        if (userAgent == null || userAgent.isEmpty()) {
            return NONE;
        }
        if (userAgent.startsWith("Mozilla/")) {
            // Two that pose as browsers and, on .NET Framework, send Expect with every content.
            if (userAgent.contains("PowerShell/")) {
                return POWERSHELL;
            }
            return userAgent.contains("MS Web Services Client Protocol") ? DOTNET_SOAP : BROWSER;
        }
        for (ClientFamily family : ALL) {
            for (String prefix : family.prefixes) {
                if (userAgent.startsWith(prefix)) {
                    return family;
                }
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return text;
    }
}
