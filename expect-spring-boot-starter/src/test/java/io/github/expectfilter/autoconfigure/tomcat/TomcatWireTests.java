package io.github.expectfilter.autoconfigure.tomcat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What only the container's adapter can do, on the wire of an embedded Tomcat that Spring Boot starts. */
@ExtendWith(OutputCaptureExtension.class)
class TomcatWireTests {

    private ConfigurableApplicationContext context;
    private int port;

    @AfterEach
    void stop() {
        if (context != null) {
            context.close();
        }
    }

    private void start(String... properties) {
        SpringApplication application = new SpringApplication(App.class);
        String[] args = new String[properties.length + 1];
        args[0] = "--server.port=0";
        for (int i = 0; i < properties.length; i++) {
            args[i + 1] = "--" + properties[i];
        }
        context = application.run(args);
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        ServletRegistrationBean<HttpServlet> servlet() {
            return new ServletRegistrationBean<>(new TestServlet(), "/servlet/*");
        }
    }

    private static final class TestServlet extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (String.valueOf(request.getPathInfo())) {
                case "/slow" -> {
                    try {
                        Thread.sleep(1_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    count(request, response);
                }
                case "/unread" -> response.getWriter().print("unread");
                case "/listener" -> listen(request, response);
                default -> count(request, response);
            }
        }

        private static void count(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long count = request.getInputStream().transferTo(OutputStream.nullOutputStream());
            response.getWriter().print(count + " " + request.getAttribute("io.github.expectfilter.decision"));
        }

        private static void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = request.startAsync(request, response);
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                private int count;

                @Override
                public void onDataAvailable() throws IOException {
                    while (in.isReady() && !in.isFinished()) {
                        if (in.read() >= 0) {
                            count++;
                        }
                    }
                }

                @Override
                public void onAllDataRead() throws IOException {
                    response.getWriter().print(count + " by listener");
                    async.complete();
                }

                @Override
                public void onError(Throwable t) {
                    async.complete();
                }
            });
        }
    }

    private RawClient post(String path, String expect) throws IOException {
        return RawClient.connect(port)
                .sendHead("POST /servlet" + path + " HTTP/1.1", "Host: x", "Expect: " + expect, "Content-Length: 5");
    }

    @Test
    void theContinueComesWithTheFirstRead() throws IOException {
        start();
        try (RawClient client = post("/slow", "100-continue")) {
            assertThat(client.isSilentFor(Duration.ofMillis(300))).isTrue();
            assertThat(client.read().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.read().body()).isEqualTo("5 honor");
        }
    }

    @Test
    void theContinueComesWithTheDecision() throws IOException {
        start("expect.continue-timing=on-accept");
        try (RawClient client = post("/slow", "100-continue")) {
            assertThat(client.read().status()).isEqualTo(100);
            client.send("hello");
            Answer answer = client.read();
            assertThat(answer.status()).as("one 100 only").isEqualTo(200);
            assertThat(answer.headers("Connection")).doesNotContain("close");
        }
    }

    @Test
    void aReadListenerGetsItsContinueAndKeepsTheConnection() throws IOException {
        start();
        try (RawClient client = post("/listener", "100-continue")) {
            for (int round = 0; round < 2; round++) {
                assertThat(client.read().status()).isEqualTo(100);
                client.send("hello");
                Answer answer = client.read();
                assertThat(answer.body()).isEqualTo("5 by listener");
                assertThat(answer.headers("Connection")).doesNotContain("close");
                client.sendHead(
                        "POST /servlet/listener HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5");
            }
        }
    }

    @Test
    void anUnreadSuccessEndsTheConnection() throws IOException {
        start("server.tomcat.connection-timeout=1s");
        try (RawClient client = post("/unread", "100-continue")) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Connection")).isEqualTo("close");
            client.sendHead("POST /servlet/count HTTP/1.1", "Host: x", "Content-Length: 0");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void theContainersOwnRejectionIsOurs() throws IOException {
        start("expect.rejection.title=No");
        try (RawClient client = post("/count", "x-unknown")) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"type\":\"urn:expect-filter:unsupported-expectation\",\"title\":\"No\",\"status\":417,"
                                    + "\"detail\":\"Repeat the request without the Expect header field.\","
                                    + "\"reason\":\"unsupported-expectation\"}");
            assertThat(client.isEnded()).isTrue();
        }
        try (RawClient client = post("/count", "")) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.body()).contains("\"reason\":\"container\"");
        }
    }

    @Test
    void reportOnlyLeavesTheContainersOwnRejectionAlone() throws IOException {
        start("expect.enforce=false");
        try (RawClient client = post("/count", "x-unknown")) {
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.header("Content-Type")).startsWith("text/html");
        }
    }

    private void startWith(Connector additional, String... args) {
        additional.setPort(0);
        SpringApplication application = new SpringApplication(App.class);
        application.addInitializers(applicationContext -> applicationContext
                .getBeanFactory()
                .registerSingleton("additionalConnector", new AddsConnector(additional)));
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--server.port=0");
        context = application.run(all.toArray(String[]::new));
        port = additional.getLocalPort();
    }

    @Test
    void anAdditionalConnectorIsSetUpToo() throws IOException {
        startWith(new Connector());

        try (RawClient client = post("/slow", "100-continue")) {
            assertThat(client.isSilentFor(Duration.ofMillis(300))).isTrue();
            assertThat(client.read().status()).isEqualTo(100);
        }
    }

    @Test
    void anAdditionalConnectorWithAProtocolOfItsOwnIsWarnedOf(CapturedOutput output) throws IOException {
        startWith(new Connector(), "--expect.supported=100-continue,x-quota");

        assertThat(output.getOut().lines().filter(line -> line.contains("has a protocol of its own")))
                .singleElement()
                .asString()
                .contains("WARN", "Make the connector with the protocol " + ExpectHttp11NioProtocol.class.getName());
        try (RawClient client = post("/count", "x-quota")) {
            assertThat(client.read().body()).contains("\"reason\":\"container\"");
        }
    }

    @Test
    void anAdditionalConnectorWithOurProtocolAcceptsWhatTheFilterAccepts() throws IOException {
        startWith(new Connector(ExpectHttp11NioProtocol.class.getName()), "--expect.supported=100-continue,x-quota");

        try (RawClient client = post("/count", "x-quota")) {
            client.send("hello");
            assertThat(client.read().body()).isEqualTo("5 honor");
        }
    }

    @Test
    void theContainerIsLeftAloneIfToldTo() throws IOException {
        start("expect.container.configure=false", "expect.supported=");
        try (RawClient client = post("/count", "100-continue")) {
            List<Answer> answers = client.readAll();
            assertThat(answers.stream().map(Answer::status)).containsExactly(100, 417);
        }
    }
}
