package io.github.expectfilter.compatibility.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Jetty;

/** With a listener: {@code send()} throws at any answer but 100 to an expectation, the listener's result has the answer. */
final class JettyClient implements Client {

    @Override
    public String name() {
        return "Jetty HttpClient, with a listener";
    }

    @Override
    public Habit habit() {
        return Habit.WAITS;
    }

    @Override
    public String version() {
        return Jetty.VERSION;
    }

    @Override
    public List<Answer> send(List<Request> requests) throws Exception {
        List<Answer> answers = new ArrayList<>();
        HttpClient client = new HttpClient();
        client.start();
        try {
            for (Request request : requests) {
                org.eclipse.jetty.client.Request httpRequest =
                        client.newRequest(request.uri()).method(request.method());
                if (request.hasContent()) {
                    httpRequest.body(new PathRequestContent(request.contentType(), request.content()));
                }
                if (request.expects()) {
                    httpRequest.headers(fields -> fields.put(HttpHeader.EXPECT, Request.CONTINUE));
                }
                CompletableFuture<Answer> answer = new CompletableFuture<>();
                httpRequest.send(new BufferingResponseListener() {
                    @Override
                    public void onComplete(Result result) {
                        int status = result.getResponse().getStatus();
                        byte[] body = getContent();
                        answer.complete(
                                status == 0
                                        ? Answer.failed(result.getFailure())
                                        : new Answer(status, body == null ? 0 : body.length));
                    }
                });
                answers.add(answer.get());
            }
        } finally {
            client.stop();
        }
        return answers;
    }
}
