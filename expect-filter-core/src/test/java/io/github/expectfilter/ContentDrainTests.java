package io.github.expectfilter;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever writes before reading gets the answer to read; whoever waits gets it at once. */
class ContentDrainTests {

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path base;

    private final Tomcat tomcat = new Tomcat();
    /** What the listener is told, which may be a moment after the client has its answer. */
    private final BlockingQueue<Long> unreceived = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private void start(long drain, Duration timeout, boolean async) throws LifecycleException {
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("continueResponseTiming", "onRead");
        tomcat.getConnector().setProperty("maxThreads", "3");
        Context context = tomcat.addContext("", base.toString());
        FilterDef filter = new FilterDef();
        filter.setFilterName("expect");
        filter.setFilter(new ExpectFilter(ExpectFilterConfig.builder()
                .rule(AdmissionRule.builder().contentTypes(List.of("video/*")).build())
                .listener(event -> unreceived.add(event.unreceivedContent()))
                .rejectionDrain(drain)
                .rejectionDrainTimeout(timeout)
                .build()));
        filter.setAsyncSupported(String.valueOf(async));
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("expect");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        Tomcat.addServlet(context, "hello", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("hello");
            }
        });
        context.addServletMappingDecoded("/*", "hello");
        tomcat.start();
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(tomcat.getConnector().getLocalPort());
    }

    private RawClient post(String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of("POST / HTTP/1.1", "Host: x", "Content-Type: text/plain"));
        lines.addAll(List.of(headers));
        return connect().sendHead(lines.toArray(String[]::new));
    }

    private static void isRejected(RawClient client) throws IOException {
        Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Accept")).isEqualTo("video/*");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.body()).contains("\"reason\":\"unsupported-media-type\"");
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void aClientThatWritesAllBeforeItReadsGetsTheAnswer() throws Exception {
        start(16 << 20, LONG, true);
        byte[] content = new byte[10 << 20];

        for (int i = 0; i < 100; i++) {
            try (RawClient client = post("Content-Length: " + content.length)) {
                client.send(content);
                isRejected(client);
            }
        }
    }

    @Test
    void chunkedContentIsReadToItsEnd() throws Exception {
        start(16 << 20, LONG, true);
        byte[] chunk = new byte[64 << 10];

        try (RawClient client = post("Transfer-Encoding: chunked")) {
            for (int i = 0; i < 100; i++) {
                client.send("10000\r\n").send(chunk).send("\r\n");
            }
            client.send("0\r\n\r\n");
            isRejected(client);
        }
    }

    @Test
    void aClientThatWaitsIsAnsweredAtOnceAndNotToldToGoOn() throws Exception {
        start(16 << 20, LONG, true);

        try (RawClient client = post("Content-Length: 1000", "Expect: 100-continue")) {
            isRejected(client);
        }
    }

    @Test
    void noMoreIsReadThanTheLimit() throws Exception {
        start(1000, LONG, true);

        try (RawClient client = post("Transfer-Encoding: chunked")) {
            client.send("3e8\r\n").send(new byte[1000]);
            isRejected(client);
        }
    }

    @Test
    void contentThatIsDeclaredLargerThanTheLimitIsAnsweredAtOnce() throws Exception {
        start(1000, LONG, true);

        try (RawClient client = post("Content-Length: 1001")) {
            assertThat(client.read().status()).isEqualTo(415);
        }
        assertThat(unreceived.poll(10, TimeUnit.SECONDS)).isEqualTo(1001);
        try (RawClient client = post("Content-Length: 1000")) {
            client.send(new byte[1000]);
            isRejected(client);
        }
        assertThat(unreceived.poll(10, TimeUnit.SECONDS)).isEqualTo(0);
    }

    @Test
    void aClientThatSendsNothingIsAnsweredWhenTheTimeIsUp() throws Exception {
        start(16 << 20, Duration.ofMillis(100), true);

        try (RawClient client = post("Content-Length: 1000000")) {
            client.send(new byte[1000]);
            isRejected(client);
        }
        assertThat(unreceived.poll(10, TimeUnit.SECONDS)).isEqualTo(999_000);
    }

    @Test
    void aClientThatSendsNothingIsAnsweredWhenTheContainerGivesUp() throws Exception {
        tomcat.getConnector().setProperty("connectionTimeout", "100");
        start(16 << 20, LONG, true);

        try (RawClient client = post("Content-Length: 1000000")) {
            client.send(new byte[1000]);
            isRejected(client);
        }
        assertThat(unreceived.poll(10, TimeUnit.SECONDS)).isEqualTo(999_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16 << 20})
    void withoutADrainOrWithoutAsynchronousSupportTheAnswerComesAtOnce(long drain) throws Exception {
        start(drain, LONG, drain == 0);

        try (RawClient client = post("Content-Length: 1000000")) {
            assertThat(client.read().status()).isEqualTo(415);
        }
    }

    @Test
    void clientsThatStallHoldNoThread() throws Exception {
        start(16 << 20, LONG, true);
        List<RawClient> stalled = new ArrayList<>();
        try {
            // More than the container has threads.
            for (int i = 0; i < 10; i++) {
                stalled.add(post("Content-Length: 1000").send(new byte[500]));
            }
            try (RawClient client = connect()) {
                client.sendHead("GET / HTTP/1.1", "Host: x");
                assertThat(client.read().body()).isEqualTo("hello");
            }
            for (RawClient client : stalled) {
                client.send(new byte[500]);
                isRejected(client);
            }
        } finally {
            for (RawClient client : stalled) {
                client.close();
            }
        }
    }

    @Test
    void aClientThatLeavesHarmsNobody() throws Exception {
        start(16 << 20, LONG, true);

        for (int i = 0; i < 10; i++) {
            post("Content-Length: 1000").send(new byte[500]).close();
        }
        try (RawClient client = post("Content-Length: 5")) {
            client.send("hello");
            isRejected(client);
        }
    }
}
