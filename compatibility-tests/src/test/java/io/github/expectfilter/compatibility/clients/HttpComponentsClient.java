package io.github.expectfilter.compatibility.clients;

import java.util.ArrayList;
import java.util.List;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.util.VersionInfo;

final class HttpComponentsClient implements Client {

    static String httpComponentsVersion() {
        return VersionInfo.loadVersionInfo("org.apache.hc.client5", HttpComponentsClient.class.getClassLoader())
                .getRelease();
    }

    @Override
    public String name() {
        return "Apache HttpClient 5";
    }

    @Override
    public Habit habit() {
        return Habit.WAITS;
    }

    @Override
    public String version() {
        return httpComponentsVersion();
    }

    @Override
    public List<Answer> send(List<Request> requests) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (CloseableHttpClient client = HttpClients.createDefault()) {
            for (Request request : requests) {
                HttpUriRequestBase httpRequest = new HttpUriRequestBase(request.method(), request.uri());
                httpRequest.setConfig(RequestConfig.custom()
                        .setExpectContinueEnabled(request.expects())
                        .build());
                if (request.hasContent()) {
                    httpRequest.setEntity(
                            new FileEntity(request.content().toFile(), ContentType.parse(request.contentType())));
                }
                answers.add(client.execute(
                        httpRequest,
                        response ->
                                new Answer(response.getCode(), EntityUtils.toByteArray(response.getEntity()).length)));
            }
        }
        return answers;
    }
}
