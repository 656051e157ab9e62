package io.github.expectfilter.compatibility.servers;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The application in the WAR. It says what it has read, and can be held before it reads. */
public final class UploadServlet extends HttpServlet {

    private static final AtomicInteger SMUGGLED = new AtomicInteger();
    private static final Semaphore STEPS = new Semaphore(0);

    private static volatile String stage = "nowhere";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String answer = switch (request.getPathInfo()) {
            case "/server" -> request.getServletContext().getServerInfo();
            case "/smuggled" -> "smuggled " + SMUGGLED.incrementAndGet();
            case "/smuggled-count" -> SMUGGLED.toString();
            case "/stage" -> stage;
            case "/step" -> {
                STEPS.release();
                yield "stepped";
            }
            default -> "ready";
        };
        print(response, answer);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if (path.equals("/unread")) {
            print(response, "unread");
            return;
        }
        boolean held = path.equals("/held");
        if (held) {
            hold("before the stream");
        }
        InputStream in = request.getInputStream();
        if (held) {
            hold("before the read");
        }
        CRC32 checksum = new CRC32();
        byte[] buffer = new byte[4096];
        long count = 0;
        for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
            checksum.update(buffer, 0, bytes);
            count += bytes;
        }
        stage = "nowhere";
        print(
                response,
                count + " " + checksum.getValue() + " " + request.getAttribute("io.github.expectfilter.decision"));
    }

    private static void hold(String where) throws IOException {
        stage = where;
        try {
            if (!STEPS.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new IOException("Nobody let it go on from " + where);
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static void print(HttpServletResponse response, String text) throws IOException {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().print(text);
    }
}
