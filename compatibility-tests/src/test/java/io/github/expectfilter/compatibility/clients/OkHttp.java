package io.github.expectfilter.compatibility.clients;

import java.util.ArrayList;
import java.util.List;

import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;

final class OkHttp implements Client {

    @Override
    public String name() {
        return "OkHttp";
    }

    @Override
    public Habit habit() {
        return Habit.WAITS;
    }

    @Override
    public String version() {
        return okhttp3.OkHttp.VERSION;
    }

    @Override
    public List<Answer> send(List<Request> requests) throws Exception {
        List<Answer> answers = new ArrayList<>();
        OkHttpClient client = new OkHttpClient();
        try {
            for (Request request : requests) {
                RequestBody body = request.hasContent()
                        ? RequestBody.create(request.content().toFile(), MediaType.get(request.contentType()))
                        : null;
                okhttp3.Request.Builder httpRequest = new okhttp3.Request.Builder()
                        .url(request.uri().toString())
                        .method(request.method(), body);
                if (request.expects()) {
                    httpRequest.header("Expect", Request.CONTINUE);
                }
                try (Response response = client.newCall(httpRequest.build()).execute()) {
                    answers.add(new Answer(response.code(), response.body().bytes().length));
                }
            }
        } finally {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
        return answers;
    }
}
