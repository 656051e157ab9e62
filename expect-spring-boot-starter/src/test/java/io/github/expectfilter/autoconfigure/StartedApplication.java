package io.github.expectfilter.autoconfigure;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.expectfilter.probe.Answer;
import io.github.expectfilter.probe.RawClient;

/** An application on a free port of this machine. */
record StartedApplication(ConfigurableApplicationContext context, int port) implements Closeable {

    static StartedApplication start(Class<?> application, String... properties) {
        List<String> args = new ArrayList<>(List.of("--server.port=0"));
        for (String property : properties) {
            args.add("--" + property);
        }
        ConfigurableApplicationContext context = new SpringApplication(application).run(args.toArray(String[]::new));
        return new StartedApplication(
                context, Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port")));
    }

    RawClient connect() throws IOException {
        return RawClient.connect(port);
    }

    /** The final answer to a request whose content is never sent; the server must end the connection behind it. */
    Answer rejected(String... head) throws IOException {
        try (RawClient client = connect()) {
            client.sendHead(head);
            Answer answer = client.read();
            if (!client.isEnded()) {
                throw new AssertionError("The connection goes on after:\n" + answer);
            }
            return answer;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
