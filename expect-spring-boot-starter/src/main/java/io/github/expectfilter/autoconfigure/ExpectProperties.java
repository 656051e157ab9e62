package io.github.expectfilter.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

import io.github.expectfilter.ExpectFilterConfig;

/**
 * Settings of the {@code Expect} filter. A property below {@code expect} that is not among them stops the start: a typo
 * must not silently open the gate.
 *
 * @param enabled Whether to register the filter.
 * @param enforce Whether to reject requests. When false, decisions are only recorded.
 * @param supported Comma-separated list of supported expectations. When empty, 100-continue is not supported either.
 * @param unsupported What to do about an expectation that is not supported. Defaults to reject with strict syntax and
 *     to ignore with lenient syntax.
 * @param syntax How to read the Expect header field.
 * @param continueTiming When to send 100 Continue.
 * @param rules Rules about content. The first rule that matches a request decides.
 * @param rejection Answer to a rejected request.
 * @param decisionEndpoint Endpoint that a proxy asks for decisions.
 * @param filter Registration of the filter.
 * @param container Container set-up.
 * @since 0.1.0
 */
@ConfigurationProperties(value = "expect", ignoreUnknownFields = false)
public record ExpectProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean enforce,
        @DefaultValue("100-continue") List<String> supported,
        ExpectFilterConfig.@Nullable Unsupported unsupported,
        @DefaultValue("strict") ExpectFilterConfig.Syntax syntax,
        @DefaultValue("on-read") ExpectFilterConfig.ContinueTiming continueTiming,
        @DefaultValue List<Rule> rules,
        @DefaultValue Rejection rejection,
        @DefaultValue DecisionEndpoint decisionEndpoint,
        @DefaultValue Filter filter,
        @DefaultValue Container container) {

    /**
     * A rule about the content of requests.
     *
     * @param paths Comma-separated list of path patterns.
     * @param methods Comma-separated list of methods. Any method when empty.
     * @param maxContentLength Largest content that is accepted.
     * @param contentTypes Comma-separated list of accepted media types. Any type when empty.
     * @param requireContentLength Whether content must declare its length.
     * @param requireAuthorization Challenge for a request that has no Authorization header field.
     * @param maxConcurrent Largest number of requests whose content is being received at once.
     */
    public record Rule(
            @DefaultValue("/**") List<String> paths,
            @DefaultValue List<String> methods,
            @Nullable DataSize maxContentLength,
            @DefaultValue List<String> contentTypes,
            @DefaultValue("false") boolean requireContentLength,
            @Nullable String requireAuthorization,
            @Nullable Integer maxConcurrent) {}

    /**
     * Answer to a rejected request.
     *
     * @param format Format of the body.
     * @param type Problem type of a rejection with status 417.
     * @param title Title of a rejection with status 417.
     * @param detail Explanation of a rejection with status 417.
     * @param templates Templates that replace the body of a format.
     * @param headers Additional header fields of every rejection.
     * @param bodilessUserAgents Comma-separated list of User-Agent prefixes of clients that get the status without a
     *     body, in addition to java.net.http before JDK 25.
     * @param drain Largest amount of content that is read and thrown away before a request without Expect is rejected.
     * @param drainTimeout Longest time that content is read and thrown away before a request without Expect is rejected.
     */
    public record Rejection(
            @DefaultValue("auto") ExpectFilterConfig.RejectionFormat format,
            @Nullable URI type,
            @Nullable String title,
            @Nullable String detail,
            @DefaultValue Templates templates,
            @DefaultValue Map<String, String> headers,
            @DefaultValue List<String> bodilessUserAgents,
            @DefaultValue("2MB") DataSize drain,
            @DefaultValue("2s") Duration drainTimeout) {

        /**
         * Templates that replace the body of a format. The placeholders are {status}, {title}, {detail} and {reason}.
         *
         * @param html Location of the template of the HTML page.
         * @param text Location of the template of the plain text.
         * @param json Location of the template of the JSON, which is then sent as application/json.
         */
        public record Templates(
                @Nullable Resource html,
                @Nullable Resource text,
                @Nullable Resource json) {}
    }

    /**
     * Endpoint that a proxy asks for decisions.
     *
     * @param path Path within the application at which a proxy asks for the decision about a request. Without it there
     *     is no such endpoint.
     */
    public record DecisionEndpoint(@Nullable String path) {}

    /**
     * Registration of the filter.
     *
     * @param order Order of the filter registration.
     * @param urlPatterns Comma-separated list of URL patterns of the filter registration.
     */
    public record Filter(
            @DefaultValue("-2147483638") int order,
            @DefaultValue("/*") List<String> urlPatterns) {}

    /**
     * Container set-up.
     *
     * @param configure Whether to set the container up so that the filter decides first.
     */
    public record Container(@DefaultValue("true") boolean configure) {}
}
