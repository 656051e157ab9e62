package io.github.expectfilter.compatibility.clients;

import java.util.ArrayList;
import java.util.List;

import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;

final class HttpComponentsAsyncClient implements Client {

    @Override
    public String name() {
        return "Apache HttpClient 5, async";
    }

    @Override
    public Habit habit() {
        return Habit.WAITS;
    }

    @Override
    public String version() {
        return HttpComponentsClient.httpComponentsVersion();
    }

    @Override
    public List<Answer> send(List<Request> requests) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (CloseableHttpAsyncClient client = HttpAsyncClients.createDefault()) {
            client.start();
            for (Request request : requests) {
                AsyncRequestBuilder httpRequest =
                        AsyncRequestBuilder.create(request.method()).setUri(request.uri());
                if (request.hasContent()) {
                    httpRequest.setEntity(AsyncEntityProducers.create(
                            request.content().toFile(), ContentType.parse(request.contentType())));
                }
                HttpClientContext context = HttpClientContext.create();
                context.setRequestConfig(RequestConfig.custom()
                        .setExpectContinueEnabled(request.expects())
                        .build());
                SimpleHttpResponse response = client.execute(
                                httpRequest.build(), SimpleResponseConsumer.create(), context, null)
                        .get();
                byte[] body = response.getBodyBytes();
                answers.add(new Answer(response.getCode(), body == null ? 0 : body.length));
            }
        }
        return answers;
    }
}
