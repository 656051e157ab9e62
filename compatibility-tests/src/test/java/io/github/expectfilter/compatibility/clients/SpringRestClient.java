package io.github.expectfilter.compatibility.clients;

import java.util.ArrayList;
import java.util.List;

import org.springframework.core.SpringVersion;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** Spring's RestClient, which can do what the client below it can do. */
final class SpringRestClient implements Client {

    private final Habit habit;
    private final View view;
    private final ClientHttpRequestFactory factory;

    SpringRestClient(Habit habit, View view, ClientHttpRequestFactory factory) {
        this.habit = habit;
        this.view = view;
        this.factory = factory;
    }

    @Override
    public String name() {
        return "Spring RestClient, " + factory.getClass().getSimpleName();
    }

    @Override
    public Habit habit() {
        return habit;
    }

    @Override
    public View view() {
        return view;
    }

    @Override
    public String version() {
        return String.valueOf(SpringVersion.getVersion());
    }

    @Override
    public List<Answer> send(List<Request> requests) {
        List<Answer> answers = new ArrayList<>();
        RestClient client = RestClient.builder().requestFactory(factory).build();
        for (Request request : requests) {
            RestClient.RequestBodySpec httpRequest =
                    client.method(HttpMethod.valueOf(request.method())).uri(request.uri());
            if (request.hasContent()) {
                httpRequest
                        .contentType(MediaType.parseMediaType(request.contentType()))
                        .body(new FileSystemResource(request.content()));
            }
            if (request.expects()) {
                httpRequest.header(HttpHeaders.EXPECT, Request.CONTINUE);
            }
            try {
                answers.add(httpRequest.exchange((sent, response) -> new Answer(
                        response.getStatusCode().value(), response.getBody().readAllBytes().length)));
            } catch (ResourceAccessException failure) {
                answers.add(Answer.failed(failure));
            }
        }
        return answers;
    }
}
