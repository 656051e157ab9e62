package io.github.expectfilter.probe;

import java.io.IOException;
import java.util.Locale;

import io.github.expectfilter.probe.ScriptedServer.Connection;
import io.github.expectfilter.probe.ScriptedServer.Script;

/** One script for every class of hop, with an origin behind it that decides as expect-filter does. */
enum Hops {
    EFFECTIVE(Verdict.EFFECTIVE, (connection, head, limit) -> origin(connection, head, limit, true)),

    LATE(Verdict.LATE, (connection, head, limit) -> {
        sayContinue(connection, head);
        origin(connection, head, limit, true);
    }),

    BLIND_STREAMING(Verdict.BLIND, (connection, head, limit) -> {
        sayContinue(connection, head);
        origin(connection, head, limit, false);
    }),

    BLIND_BUFFERING(Verdict.BLIND, (connection, head, limit) -> {
        sayContinue(connection, head);
        if (connection.read(length(head)) == length(head)) {
            origin(connection, head.replaceAll("Content-Length: \\d+", "Content-Length: 0"), limit, false);
        }
    }),

    SILENT_REMOVER(Verdict.BLIND_BUT_SILENT, (connection, head, limit) -> origin(connection, head, limit, false)),

    DEAF(Verdict.DEAF, (connection, head, limit) -> {
        if (connection.read(length(head)) == length(head)) {
            origin(connection, head.replaceAll("Content-Length: \\d+", "Content-Length: 0"), limit, true);
        }
    });

    private static final String CONTINUE = "HTTP/1.1 100 \r\n\r\n";

    /** The class that the probe has to find. */
    final Verdict verdict;

    private final Behavior behavior;

    private interface Behavior {
        void serve(Connection connection, String head, long limit) throws IOException;
    }

    Hops(Verdict verdict, Behavior behavior) {
        this.verdict = verdict;
        this.behavior = behavior;
    }

    /** @param limit the largest content that the origin accepts */
    Script script(long limit) {
        return connection -> behavior.serve(connection, connection.head(), limit);
    }

    private static void sayContinue(Connection connection, String head) throws IOException {
        if (isContinueExpected(head)) {
            connection.send(CONTINUE);
        }
    }

    private static boolean isContinueExpected(String head) {
        return head.contains(" HTTP/1.1\r\n") && head.toLowerCase(Locale.ROOT).contains("expect: 100-continue\r\n");
    }

    static long length(String head) {
        int at = head.indexOf("Content-Length: ");
        return at < 0 ? 0 : Long.parseLong(head.substring(at + 16, head.indexOf("\r\n", at)));
    }

    private static void origin(Connection connection, String head, long limit, boolean seesExpect) throws IOException {
        long length = length(head);
        boolean http10 = head.contains(" HTTP/1.0\r\n");
        boolean expects = seesExpect && head.contains("\r\nExpect:") && !http10;
        boolean canonical = isContinueExpected(head);
        boolean safe = !head.startsWith("PUT");
        if (expects && (!canonical || safe && length(head) > 0)) {
            reject(connection, 417);
        } else if (length > limit) {
            reject(connection, 413);
        } else if (safe) {
            connection.send("HTTP/1.1 200 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        } else {
            if (expects) {
                connection.send(CONTINUE);
            }
            if (connection.read(length) == length) {
                connection.send("HTTP/1.1 201 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            }
        }
    }

    private static void reject(Connection connection, int status) throws IOException {
        String body = "{\"type\":\"urn:expect-filter:reason\",\"status\":" + status + "}";
        connection.send("HTTP/1.1 " + status + " \r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }
}
