package io.github.expectfilter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.expectfilter.ExpectFilterConfig.RejectionFormat;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9110 section 12.5.1. */
class AcceptFieldTests {

    private static RejectionFormat preferred(String... lines) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        for (String line : lines) {
            request.addHeader("Accept", line);
        }
        return AcceptField.preferred(request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "*/*                                                             | PROBLEM | curl, wget, .NET",
                "application/json, text/plain, */*                               | PROBLEM | axios",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML    | browsers",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2            | HTML    | HttpURLConnection",
                "text/html, text/plain, text/sgml, text/css, */*;q=0.01          | HTML    | lynx",
                "text/html, */*                                                  | HTML    | named, not only included",
                "text/plain                                                      | TEXT    |",
                "text/plain, application/*                                       | TEXT    |",
                "TEXT/Plain;Q=1.000                                              | TEXT    | names are case-insensitive",
                "text/*                                                          | HTML    |",
                "text/*;q=0.5, text/html;q=0.4                                   | TEXT    |",
                "text/*, text/html;q=0                                           | TEXT    |",
                "*/*, application/problem+json;q=0                               | HTML    |",
                "*/*, application/json;q=0, text/html;q=0                        | TEXT    |",
                "application/json;q=0, application/problem+json;q=0.1            | PROBLEM |",
                "application/json;charset=utf-8;q=0.9, text/html;q=0.8           | PROBLEM |",
                "text/html;q=0.8, application/problem+json;q=0.9                 | PROBLEM |",
                "text/html;q=0.8;x=y, text/plain;q=0.7                           | HTML    | an accept-ext of RFC 7231",
                "text/html;level=1;q=0.1, text/html;q=0.8, text/plain;q=0.7      | HTML    |",
                "text/plain;q=0.5;x=\",text/html;q=1,\"                          | TEXT    | commas in a quoted string",
                "text/plain;x=\"\\\",text/html,\"                                | TEXT    | and a quoted quote",
                "text/plain;x=\"text/html,                                       | TEXT    | never closed",
                "image/png                                                       | PROBLEM | nothing fits",
                "text/html;q=0, text/plain;q=0, application/*;q=0                | PROBLEM | nothing is acceptable",
                "text/html;q=2, text/plain;q=0.1                                 | TEXT    | 2 is no weight",
                "text/html;q=1.001, text/plain                                   | TEXT    |",
                "text/html;q=0.1234, text/plain;q=0.1                            | TEXT    |",
                "text/html;q=., text/plain;q=0.1                                 | TEXT    |",
                "text/html;q=-1, text/plain;q=0.1                                | TEXT    |",
                "text/html;q=0.x, text/plain;q=0.1                               | TEXT    |",
                "html, /, text/, /html, ;, te xt/html, */html, text/plain;q=0.001 | TEXT   | malformed elements"
            })
    void prefers(String accept, RejectionFormat expected, String who) {
        assertThat(preferred(accept)).as(who).isEqualTo(expected);
    }

    @Test
    void severalLinesAreOneField() {
        assertThat(preferred("text/plain;q=0.5", "text/html;q=0.6")).isEqualTo(RejectionFormat.HTML);
        assertThat(preferred("text/plain;q=0.6", "text/html;q=0.5")).isEqualTo(RejectionFormat.TEXT);
    }

    @Test
    void withoutAFieldItIsAProblem() {
        assertThat(preferred()).isEqualTo(RejectionFormat.PROBLEM);
        assertThat(preferred("")).isEqualTo(RejectionFormat.PROBLEM);
    }

    /** The same choice made with Spring's parser and its notion of a range that includes a type. */
    @Test
    void choosesWhatSpringsMediaTypesChoose() {
        Random random = new Random(20261120);
        int[] chosen = new int[RejectionFormat.values().length];
        for (int i = 0; i < 50_000; i++) {
            String accept = randomAccept(random);
            RejectionFormat expected = chosenBySpring(accept);
            assertThat(preferred(accept)).as(accept).isEqualTo(expected);
            chosen[expected.ordinal()]++;
        }
        assertThat(chosen[RejectionFormat.PROBLEM.ordinal()]).isGreaterThan(5_000);
        assertThat(chosen[RejectionFormat.HTML.ordinal()]).isGreaterThan(5_000);
        assertThat(chosen[RejectionFormat.TEXT.ordinal()]).isGreaterThan(5_000);
    }

    private static String randomAccept(Random random) {
        String[] ranges = {
            "*/*",
            "text/*",
            "application/*",
            "text/html",
            "text/plain",
            "application/problem+json",
            "image/png",
            "text/css",
            "Text/HTML",
            "TEXT/plain"
        };
        String[] weights = {"", "", ";q=1", ";q=0", ";q=0.5", ";q=0.9", "; q=0.250", " ;q=0.1", ";Q=1.0", ";q=0.001"};
        String[] separators = {",", ", ", " ,", "\t,  "};
        StringBuilder accept = new StringBuilder();
        List<String> left = new ArrayList<>(List.of(ranges));
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                accept.append(separators[random.nextInt(separators.length)]);
            }
            // Each only once: what a second weight for the same range means is nowhere said.
            String range = left.remove(random.nextInt(left.size()));
            left.removeIf(range::equalsIgnoreCase);
            accept.append(range).append(weights[random.nextInt(weights.length)]);
        }
        return accept.toString();
    }

    private static RejectionFormat chosenBySpring(String accept) {
        List<MediaType> ranges = MediaType.parseMediaTypes(accept);
        MediaType[] offers = {MediaType.APPLICATION_PROBLEM_JSON, MediaType.TEXT_HTML, MediaType.TEXT_PLAIN};
        RejectionFormat[] formats = {RejectionFormat.PROBLEM, RejectionFormat.HTML, RejectionFormat.TEXT};
        RejectionFormat best = RejectionFormat.PROBLEM;
        double bestQuality = 0;
        boolean bestIsNamed = false;
        for (int i = 0; i < offers.length; i++) {
            MediaType offer = offers[i];
            MediaType range = ranges.stream()
                    .filter(candidate -> candidate.includes(offer))
                    .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype))
                    .orElse(null);
            if (range == null || range.getQualityValue() == 0) {
                continue;
            }
            boolean named = range.isConcrete();
            if (range.getQualityValue() > bestQuality
                    || range.getQualityValue() == bestQuality && named && !bestIsNamed) {
                best = formats[i];
                bestQuality = range.getQualityValue();
                bestIsNamed = named;
            }
        }
        return best;
    }
}
