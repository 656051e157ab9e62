package io.github.expectfilter.autoconfigure.observe;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClientFamilyTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null | no User-Agent",
                "'' | no User-Agent",
                "curl/8.14.1 | curl",
                "Java-http-client/17.0.15 | java.net.http",
                "Java/17.0.15 | HttpURLConnection",
                "Apache-HttpClient/5.6.5 (Java/17.0.15) | Apache HttpClient",
                "Apache-HttpAsyncClient/5.6.5 (Java/17) | Apache HttpClient",
                "okhttp/5.5.1 | OkHttp",
                "Jetty/12.1.14 | Jetty client",
                "ReactorNetty/1.3.8 | Reactor Netty",
                "Apache-Maven/3.9.9 (Java 17; Linux) | Maven",
                "aws-sdk-java/2.54.18 md/io#sync | AWS SDK",
                "aws-cli/2.15 | AWS SDK",
                "Boto3/1.26.27 Python/3.11.2 Botocore/1.29.27 | AWS SDK",
                "Go-http-client/1.1 | Go",
                "python-requests/2.28.1 | Python",
                "Python/3.11 aiohttp/3.8.4 | Python",
                "node | Node.js",
                "GuzzleHttp/7 | PHP",
                "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 | browser",
                "Mozilla/5.0 (Windows NT; Windows NT 10.0; de-DE) WindowsPowerShell/5.1.19041 | PowerShell",
                "Mozilla/5.0 (Windows NT 10.0; en-US) PowerShell/7.4.1 | PowerShell",
                "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000) | .NET SOAP client",
                "CURL/8 | other",
                "my curl/8.14.1 | other"
            })
    void isToldByTheUserAgent(String userAgent, String family) {
        assertThat(ClientFamily.of(userAgent)).hasToString(family);
    }

    @Test
    void everyFamilyHasItsOwnName() {
        assertThat(Arrays.stream(ClientFamily.values()).map(ClientFamily::toString))
                .doesNotHaveDuplicates();
    }
}
