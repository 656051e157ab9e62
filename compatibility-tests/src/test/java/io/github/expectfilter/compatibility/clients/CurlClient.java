package io.github.expectfilter.compatibility.clients;

import java.util.ArrayList;
import java.util.List;

import io.github.expectfilter.compatibility.Programs;

final class CurlClient implements Client {

    @Override
    public String name() {
        return "curl";
    }

    @Override
    public Habit habit() {
        return Habit.WAITS;
    }

    @Override
    public String version() throws Exception {
        return Programs.version(Programs.find("curl", "curl"), "--version");
    }

    @Override
    public List<Answer> send(List<Request> requests) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Programs.find("curl", "curl").toString(), "-q", "-sS"));
        for (Request request : requests) {
            // One curl for all, so that it may use a connection again. It waits longer than this machine is ever busy.
            command.addAll(List.of("--noproxy", "*", "--expect100-timeout", "10", "-o", "/dev/null"));
            command.addAll(List.of("-w", "%{http_code} %{size_download}\n", "-X", request.method()));
            if (request.hasContent()) {
                command.addAll(List.of("-T", request.content().toString()));
                command.addAll(List.of("-H", "Content-Type: " + request.contentType()));
            }
            switch (request.expect()) {
                case YES -> command.addAll(List.of("-H", "Expect: " + Request.CONTINUE));
                case NO -> command.addAll(List.of("-H", "Expect:"));
                case DEFAULT -> {}
            }
            command.add(request.uri().toString());
            command.add("--next");
        }
        command.remove(command.size() - 1);
        return ProgramClient.answers(command);
    }
}
