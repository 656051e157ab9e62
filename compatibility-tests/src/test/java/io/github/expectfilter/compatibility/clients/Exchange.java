package io.github.expectfilter.compatibility.clients;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A request and the answers to it, as they were on the wire. */
final class Exchange {

    private final int connection;
    private final String requestHead;
    private final AtomicLong contentBytes = new AtomicLong();
    private final List<String> answerHeads = new CopyOnWriteArrayList<>();
    private final AtomicLong bodyBytes = new AtomicLong();

    Exchange(int connection, String requestHead) {
        this.connection = connection;
        this.requestHead = requestHead;
    }

    void addContent(int bytes) {
        contentBytes.addAndGet(bytes);
    }

    void addAnswer(String head) {
        answerHeads.add(head);
    }

    void addBody(int bytes) {
        bodyBytes.addAndGet(bytes);
    }

    /** The number of the connection that it was on. */
    int connection() {
        return connection;
    }

    String path() {
        return requestHead.split(" ", 3)[1];
    }

    /** The value of the field {@code Expect}, or an empty string. */
    String expect() {
        return Messages.field(requestHead, "Expect");
    }

    /** How much of the content has left the client. */
    long contentBytes() {
        return contentBytes.get();
    }

    /** All answers, interim ones too, in the order of the wire. */
    List<Integer> statuses() {
        return answerHeads.stream().map(Messages::status).toList();
    }

    /** Whether the last answer ends the connection. */
    boolean closes() {
        return Messages.field(answerHeads.get(answerHeads.size() - 1), "Connection")
                .equals("close");
    }

    long bodyBytes() {
        return bodyBytes.get();
    }

    @Override
    public String toString() {
        return "connection " + connection + ", " + contentBytes + " bytes of content, " + requestHead + answerHeads;
    }
}
