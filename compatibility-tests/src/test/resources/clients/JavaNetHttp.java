import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with java.net.http and prints a line for each answer. */
class JavaNetHttp {

    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < arguments.length; i += 5) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(arguments[i + 1]));
            if (arguments[i + 4].equals("-")) {
                request.method(arguments[i], BodyPublishers.noBody());
            } else {
                request.method(arguments[i], BodyPublishers.ofFile(Path.of(arguments[i + 4])))
                        .header("Content-Type", arguments[i + 3]);
            }
            if (!arguments[i + 2].equals("default")) {
                request.expectContinue(arguments[i + 2].equals("yes"));
            }
            try {
                HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
                System.out.println(response.statusCode() + " " + response.body().length);
            } catch (java.io.IOException failure) {
                System.out.println("- " + failure.getClass().getSimpleName());
                failure.printStackTrace();
            }
        }
        System.exit(0);
    }
}
