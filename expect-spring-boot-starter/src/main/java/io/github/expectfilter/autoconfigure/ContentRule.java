package io.github.expectfilter.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.web.bind.annotation.RequestMapping;

/**
 * What content a Spring MVC controller, or one of its methods, accepts; the same as a rule in {@code expect.rules}, next
 * to the code that it protects. It is judged on the header section, before anything reads the content:
 *
 * <pre>{@code
 * @ContentRule(maxContentLength = "50MB", contentTypes = "video/*")
 * @PutMapping("/videos/{name}")
 * void put(@PathVariable String name, InputStream content) { ... }
 * }</pre>
 *
 * <p>On a method it replaces the one on its class. It needs a {@link RequestMapping}, and may be used as a
 * meta-annotation. A rule among the properties that matches the same request wins. A wrong value stops the start and names
 * the method.
 *
 * @since 0.1.0
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ContentRule {

    /** The largest content, such as {@code 50MB}; more is answered with 413. Not limited when empty. */
    String maxContentLength() default "";

    /** The accepted media types and ranges, such as {@code image/*}; another is answered with 415. Any when empty. */
    String[] contentTypes() default {};

    /** Whether content must declare its length; content that does not is answered with 411. */
    boolean requireContentLength() default false;

    /** The challenge with which a request without {@code Authorization} is answered 401. None when empty. */
    String requireAuthorization() default "";

    /** The largest number of contents being received at once; one more is answered with 503. Not limited when 0. */
    int maxConcurrent() default 0;
}
