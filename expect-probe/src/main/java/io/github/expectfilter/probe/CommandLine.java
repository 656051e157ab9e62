package io.github.expectfilter.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The options of the command line. What is wrong with them is an {@link IllegalArgumentException} of one line. */
final class CommandLine {

    /** What to print. */
    enum Format {
        TEXT,
        JSON,
        JUNIT,
        MARKDOWN
    }

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("([0-9]{1,7})(ms|s|m)?");

    static final String HELP = """
            Usage: java -jar expect-probe.jar [options] URL

            Says how a server, or a whole chain of proxies in front of it, treats "Expect: 100-continue":
            whether a refusal comes before the content, who sends the 100, what is lost.

              --method METHOD       of your own request (PUT)
              --announce SIZE       length that it announces, such as 64KB, 50MB, 5GB (64KB)
              --header 'Name: value'
                                    field for every request; may be repeated. For credentials, Content-Type, ...
              --timeout TIME        for a connection, and for an answer, such as 5s, 500ms (5s)
              --insecure            do not verify the certificate of an https server
              --format FORMAT       text, json, junit or markdown (text)
              --transcript          show the bytes of every exchange
              --help, --version

            Verdicts: EFFECTIVE (a refusal comes first), LATE (the 100 comes before the decision), BLIND (a hop
            answers, the origin sees nothing), BLIND_BUT_SILENT (the field is removed, no 100), DEAF (no answer
            before the content), UNDECIDED.

            Exit status: 0 EFFECTIVE and no check failed, 1 anything else, 2 could not run.

            What it sends: %d to %d requests to the host of the URL and to no other, HTTP/1.1 only; no redirect is
            followed, no proxy of the environment used. Your own request is never completed: its content is
            announced and not sent. Only if it is refused, and not with 417, it is repeated five times without
            Expect, with content up to 2 MB each, but never all of it. Besides there are OPTIONS and GET requests
            of the same URL, four of them with 8 bytes of content.

            Examples:
              java -jar expect-probe.jar https://files.example.com/upload/probe
              java -jar expect-probe.jar --method POST --announce 5GB --header 'Content-Type: video/mp4' \\
                  http://localhost:8080/videos
            """.formatted(Exchanges.LEAST_REQUESTS, Exchanges.MOST_REQUESTS);

    private final Deque<String> arguments;
    private @Nullable String url;
    private @Nullable String method;
    private @Nullable Long announced;
    private @Nullable Duration timeLimit;
    private final Deque<String> headers = new ArrayDeque<>();
    private boolean insecure;
    private boolean help;
    private boolean version;
    private boolean transcript;
    private Format format = Format.TEXT;

    private CommandLine(String... arguments) {
        this.arguments = new ArrayDeque<>(Arrays.asList(arguments));
    }

    static CommandLine parse(String... arguments) {
        CommandLine line = new CommandLine(arguments);
        while (!line.arguments.isEmpty()) {
            line.next(line.arguments.remove());
        }
        return line;
    }

    private void next(String argument) {
        if (!argument.startsWith("-")) {
            if (url != null) {
                throw new IllegalArgumentException(
                        "There is more than one URL: \"" + Printable.of(argument, 100) + "\". See --help");
            }
            url = argument;
            return;
        }
        int equals = argument.indexOf('=');
        if (equals > 0) {
            arguments.addFirst(argument.substring(equals + 1));
        }
        String option = equals > 0 ? argument.substring(0, equals) : argument;
        int left = arguments.size();
        switch (option) {
            case "--method" -> method = value(option);
            case "--announce" -> announced = size(value(option));
            case "--header" -> headers.add(value(option));
            case "--timeout" -> timeLimit = time(value(option));
            case "--format" -> format = format(value(option));
            case "--insecure" -> insecure = true;
            case "--transcript" -> transcript = true;
            case "--help", "-h" -> help = true;
            case "--version" -> version = true;
            default ->
                throw new IllegalArgumentException("Unknown option \"" + Printable.of(option, 100) + "\". See --help");
        }
        if (equals > 0 && arguments.size() == left) {
            throw new IllegalArgumentException("The option " + option + " takes no value. See --help");
        }
    }

    private String value(String option) {
        String value = arguments.poll();
        if (value == null) {
            throw new IllegalArgumentException("The option " + option + " needs a value. See --help");
        }
        return value;
    }

    private static long size(String value) {
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            throw new IllegalArgumentException("--announce is \"" + Printable.of(value, 40)
                    + "\", and has to be a size such as 65536, 64KB, 50MB, 5GB");
        }
        String unit = size.group(2) == null ? "B" : size.group(2).toUpperCase(Locale.ROOT);
        int power = List.of("B", "KB", "MB", "GB").indexOf(unit);
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * power));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("--announce is \"" + value + "\", which is too large");
        }
    }

    private static Duration time(String value) {
        Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            throw new IllegalArgumentException(
                    "--timeout is \"" + Printable.of(value, 40) + "\", and has to be a time such as 5s, 500ms, 1m");
        }
        long number = Long.parseLong(time.group(1));
        String unit = time.group(2) == null ? "s" : time.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
    }

    private static Format format(String value) {
        for (Format format : Format.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(value)) {
                return format;
            }
        }
        throw new IllegalArgumentException(
                "--format is \"" + Printable.of(value, 40) + "\", and has to be text, json, junit or markdown");
    }

    boolean help() {
        return help;
    }

    boolean version() {
        return version;
    }

    boolean transcript() {
        return transcript;
    }

    Format format() {
        return format;
    }

    ExpectProbe probe() {
        if (url == null) {
            throw new IllegalArgumentException("There is no URL: java -jar expect-probe.jar http://host:port/path");
        }
        ExpectProbe.Builder builder = ExpectProbe.builder(uri(url));
        if (method != null) {
            builder.method(method);
        }
        if (announced != null) {
            builder.announcedLength(announced);
        }
        if (timeLimit != null) {
            builder.timeLimit(timeLimit);
        }
        if (insecure) {
            builder.trustEveryCertificate();
        }
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "--header is \"" + Printable.of(header, 40) + "\", and has to be 'Name: value'");
            }
            builder.field(header.substring(0, colon), header.substring(colon + 1));
        }
        return builder.build();
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException invalid) {
            throw new IllegalArgumentException("\"" + Printable.of(url, 100)
                    + "\" is no URL: write it as http://host:port/path, and characters such as" + " a space as %20");
        }
    }
}
