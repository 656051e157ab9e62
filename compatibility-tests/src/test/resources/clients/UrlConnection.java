import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with HttpURLConnection and prints a line for each answer. */
class UrlConnection {

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < arguments.length; i += 5) {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(arguments[i + 1]).toURL().openConnection();
            connection.setRequestMethod(arguments[i]);
            if (arguments[i + 2].equals("yes")) {
                connection.setRequestProperty("Expect", "100-continue");
            }
            try {
                if (!arguments[i + 4].equals("-")) {
                    send(connection, arguments[i + 3], Path.of(arguments[i + 4]));
                }
                int status = connection.getResponseCode();
                try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                    System.out.println(status + " " + (body == null ? 0 : body.readAllBytes().length));
                }
            } catch (IOException failure) {
                System.out.println("- " + failure.getClass().getSimpleName());
                failure.printStackTrace();
            }
        }
    }

    private static void send(HttpURLConnection connection, String type, Path content) throws IOException {
        connection.setRequestProperty("Content-Type", type);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(Files.size(content));
        try (OutputStream out = connection.getOutputStream()) {
            Files.copy(content, out);
        } catch (ProtocolException rejected) {
            // "Server rejected operation": the status is there all the same.
        }
    }
}
