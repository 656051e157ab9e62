package io.github.expectfilter.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The application of {@link ContainerContract}: it does what the path says. Needs asynchronous support and multipart. */
public final class ContractServlet extends HttpServlet {

    /** In front of the reading of {@code /gated}; each closed gate is for the next request, and for no later one. */
    record Gate(CountDownLatch entered, CountDownLatch opened) {}

    private static volatile Gate gate;

    /** How often {@code /smuggled} was executed. */
    static final AtomicInteger SMUGGLED = new AtomicInteger();

    static Gate closeGate() {
        gate = new Gate(new CountDownLatch(1), new CountDownLatch(1));
        return gate;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String path = request.getPathInfo();
        switch (path) {
            case "/answer" -> answer(request, response);
            case "/listener" -> listen(request, response);
            case "/async" -> async(request, () -> text(response, count(request)));
            case "/async-unread" -> async(request, () -> text(response, "unread"));
            case "/async-dispatch" -> dispatch(request, response);
            case "/thread" -> text(response, Thread.currentThread().toString());
            case "/smuggled" -> {
                SMUGGLED.incrementAndGet();
                text(response, "smuggled");
            }
            case "/gated" -> {
                pass(gate);
                text(response, count(request));
            }
            case "/echo" -> text(response, request.getHeader("X-Id") + ":" + all(request.getInputStream()));
            default -> text(response, read(path, request));
        }
    }

    private static void pass(Gate closed) throws ServletException {
        closed.entered().countDown();
        try {
            closed.opened().await();
        } catch (InterruptedException stopped) {
            throw new ServletException(stopped);
        }
    }

    private static String read(String path, HttpServletRequest request) throws IOException, ServletException {
        return switch (path) {
            case "/stream" -> all(request.getInputStream());
            case "/exactly" ->
                new String(
                        request.getInputStream().readNBytes(request.getContentLength()), StandardCharsets.ISO_8859_1);
            case "/bytewise" -> bytewise(request.getInputStream());
            case "/half" -> new String(request.getInputStream().readNBytes(2), StandardCharsets.ISO_8859_1);
            case "/reader" -> request.getReader().readLine();
            case "/parameter" -> request.getParameter("a");
            case "/parameters" -> String.join("", request.getParameterMap().get("a"));
            case "/parameter-then-reader" ->
                request.getParameter("a") + request.getReader().readLine();
            case "/part" -> all(request.getPart("a").getInputStream());
            case "/parts" -> String.valueOf(request.getParts().size());
            case "/count" -> count(request);
            case "/second" -> "second";
            default -> "unread";
        };
    }

    private static void text(HttpServletResponse response, String text) throws IOException {
        response.setContentType("text/plain");
        response.getOutputStream().print(text);
    }

    private static String all(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String count(HttpServletRequest request) throws IOException {
        int count = all(request.getInputStream()).length();
        return count + " " + request.getAttribute("io.github.expectfilter.decision");
    }

    private static String bytewise(ServletInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int octet;
        while ((octet = in.read()) >= 0) {
            text.append((char) octet);
        }
        return text.toString();
    }

    /** The query says {@code STATUS-HOW}, HOW being full, half or none. */
    private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String query = request.getQueryString();
        int status = Integer.parseInt(query.substring(0, 3));
        switch (query.substring(4)) {
            case "full" -> all(request.getInputStream());
            case "half" -> request.getInputStream().readNBytes(2);
            default -> {
                // Not a byte.
            }
        }
        response.setStatus(status);
        if (status == 302) {
            response.setHeader("Location", "/app/second");
        }
        if (status != 204) {
            text(response, query);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void async(HttpServletRequest request, Work work) {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                async.complete();
            }
        });
    }

    private static void dispatch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute("dispatched") == null) {
            request.setAttribute("dispatched", true);
            // With its arguments, as Spring MVC does: without them the container dispatches its own request.
            request.startAsync(request, response).dispatch();
        } else {
            text(response, count(request));
        }
    }

    private static void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync();
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
                text(response, count + " by listener");
                async.complete();
            }

            @Override
            public void onError(Throwable t) {
                async.complete();
            }
        });
    }
}
