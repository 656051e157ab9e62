package io.github.expectfilter;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code max-concurrent} on the wire: never above the limit, and back to 0 however a request ends. */
class ConcurrencyLimitTests {

    private static final int LIMIT = 5;

    @TempDir
    Path base;

    private final Tomcat tomcat = new Tomcat();
    private final AdmissionRule rule =
            AdmissionRule.builder().maxConcurrent(LIMIT).build();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();

    @BeforeEach
    void start() throws LifecycleException {
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("continueResponseTiming", "onRead");
        tomcat.getConnector().setProperty("maxThreads", "250");
        Context context = tomcat.addContext("", base.toString());
        FilterDef filter = new FilterDef();
        filter.setFilterName("expect");
        filter.setFilter(
                new ExpectFilter(ExpectFilterConfig.builder().rule(rule).build()));
        filter.setAsyncSupported("true");
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("expect");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        Wrapper wrapper = Tomcat.addServlet(context, "ending", new EndingServlet());
        wrapper.setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "ending");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /** Ends in the way that the path says. */
    private final class EndingServlet extends HttpServlet {

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            switch (request.getPathInfo()) {
                case "/sync" -> read(request, response);
                case "/exception" -> throw new IllegalStateException("on purpose");
                case "/listener" -> listen(request);
                case "/complete-at-once" -> request.startAsync().complete();
                case "/timeout" -> request.startAsync().setTimeout(1);
                case "/dispatch" -> {
                    if (request.getAttribute("again") == null) {
                        request.setAttribute("again", true);
                        request.startAsync().dispatch();
                    } else {
                        read(request, response);
                    }
                }
                case "/start-twice" -> {
                    if (request.getAttribute("again") == null) {
                        request.setAttribute("again", true);
                        request.startAsync().dispatch();
                    } else {
                        AsyncContext async = request.startAsync();
                        async.start(async::complete);
                    }
                }
                default -> response.sendError(404);
            }
        }

        private void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
            int now = inside.incrementAndGet();
            mostInside.accumulateAndGet(now, Math::max);
            try {
                response.getWriter().print(request.getInputStream().readAllBytes().length);
            } finally {
                inside.decrementAndGet();
            }
        }

        private void listen(HttpServletRequest request) throws IOException {
            int now = inside.incrementAndGet();
            mostInside.accumulateAndGet(now, Math::max);
            AsyncContext async = request.startAsync();
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    byte[] buffer = new byte[1024];
                    while (in.isReady() && in.read(buffer) >= 0) {
                        // Thrown away.
                    }
                }

                @Override
                public void onAllDataRead() {
                    inside.decrementAndGet();
                    async.complete();
                }

                @Override
                public void onError(Throwable t) {
                    inside.decrementAndGet();
                    async.complete();
                }
            });
        }
    }

    private RawClient post(String path, int length, String... moreHeaders) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of("POST " + path + " HTTP/1.1", "Host: x", "Connection: close", "Content-Length: " + length));
        lines.addAll(List.of(moreHeaders));
        return RawClient.connect(tomcat.getConnector().getLocalPort()).sendHead(lines.toArray(String[]::new));
    }

    /** A disconnect is noticed by the container when it notices. */
    private void becomesEmpty() throws InterruptedException {
        for (int i = 0; i < 600 && rule.concurrency().inFlight() != 0; i++) {
            Thread.sleep(50);
        }
        assertThat(rule.concurrency().inFlight()).isZero();
    }

    private void becomes(int inFlight) throws InterruptedException {
        for (int i = 0; i < 600 && rule.concurrency().inFlight() != inFlight; i++) {
            Thread.sleep(50);
        }
        assertThat(rule.concurrency().inFlight()).isEqualTo(inFlight);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sync",
                "/exception",
                "/listener",
                "/complete-at-once",
                "/timeout",
                "/dispatch",
                "/start-twice",
                "/none"
            })
    void aPlaceIsGivenBackOnceHoweverTheRequestEnds(String path) throws Exception {
        for (int i = 0; i < LIMIT + 2; i++) {
            try (RawClient client = post(path, 5)) {
                client.send("hello");
                assertThat(client.read().status()).as("request %d", i).isNotEqualTo(503);
                // The answer may be there before the request has ended.
                becomesEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sync", "/listener"})
    void oneMoreIsRejectedUntilAPlaceIsFree(String path) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < LIMIT; i++) {
                clients.add(post(path, 5));
            }
            becomes(LIMIT);

            try (RawClient client = post(path, 5, "Expect: 100-continue")) {
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(answer.body()).contains("\"reason\":\"too-many-concurrent\"");
            }

            clients.get(0).send("hello");
            assertThat(clients.get(0).read().status()).isEqualTo(200);
            becomes(LIMIT - 1);
            try (RawClient client = post(path, 5)) {
                client.send("hello");
                assertThat(client.read().status()).isEqualTo(200);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        becomesEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sync", "/listener"})
    void twoHundredClientsOfWhichAThirdDisconnectNeverPassTheLimit(String path) throws Exception {
        int clients = 200;
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                boolean disconnects = i % 3 == 0;
                statuses.add(executor.submit(() -> {
                    go.await();
                    int status;
                    do {
                        status = upload(path, disconnects);
                    } while (status == 503);
                    return status;
                }));
            }
            go.countDown();
            int answered = 0;
            for (Future<Integer> status : statuses) {
                answered += status.get(120, TimeUnit.SECONDS) == 200 ? 1 : 0;
            }
            assertThat(answered).as("whoever stayed was served in the end").isEqualTo(133);
        } finally {
            executor.shutdownNow();
        }
        assertThat(mostInside.get()).isPositive().isLessThanOrEqualTo(LIMIT);
        becomesEmpty();
    }

    /** The status; 0 for a client that left midway. */
    private int upload(String path, boolean disconnects) throws Exception {
        // Without an adapter for the container a ReadListener gets no 100, so its clients do not ask for one.
        boolean waits = path.equals("/sync");
        try (RawClient client = waits ? post(path, 2000, "Expect: 100-continue") : post(path, 2000)) {
            Answer first = waits ? client.read() : null;
            if (first != null && first.status() != 100) {
                Thread.sleep(20);
                return first.status();
            }
            client.send("x".repeat(1000));
            Thread.sleep(5);
            if (disconnects) {
                return 0;
            }
            client.send("x".repeat(1000));
            return client.read().status();
        } catch (SocketException rejectedUnread) {
            return 503;
        }
    }

    @Test
    void reportOnlyCountsAndRejectsNothing() throws Exception {
        ExpectFilterConfig config =
                ExpectFilterConfig.builder().enforce(false).rule(rule).build();
        for (int i = 0; i < LIMIT; i++) {
            assertThat(rule.concurrency().tryEnter()).isTrue();
        }
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
        request.setProtocol("HTTP/1.1");
        request.setContent(new byte[5]);
        new ExpectFilter(config).doFilter(request, new MockHttpServletResponse(), new MockFilterChain());

        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString("reject 503 too-many-concurrent");
        assertThat(rule.concurrency().inFlight()).isEqualTo(LIMIT);
    }
}
