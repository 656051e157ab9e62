package io.github.expectfilter.autoconfigure;

import java.lang.annotation.Annotation;
import java.nio.file.Path;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/** {@code @WebMvcTest} sees the filter, although it starts no auto-configuration but those that it names. */
class MockMvcTests {

    @SpringBootConfiguration
    @RestController
    static class App {

        @PutMapping("/files/a")
        String put() {
            return "stored";
        }
    }

    @Test
    void theFilterDecidesInASliceOfTheApplication() throws Exception {
        MockMvc mvc = new TestContextManager(webMvcTest("expect.enabled=true"))
                .getTestContext()
                .getApplicationContext()
                .getBean(MockMvc.class);

        mvc.perform(put("x-unknown")).andExpect(status().is(417)).andExpect(header().string("Connection", "close"));
        mvc.perform(put("100-continue"))
                .andExpect(status().isOk())
                .andExpect(content().string("stored"));
    }

    @Test
    void aRuleDecidesInASliceOfTheApplication() throws Exception {
        MockMvc mvc = new TestContextManager(webMvcTest("expect.rules[0].max-content-length=0"))
                .getTestContext()
                .getApplicationContext()
                .getBean(MockMvc.class);

        mvc.perform(put(null)).andExpect(status().is(413));
        mvc.perform(put("100-continue")).andExpect(status().is(413));
    }

    /** By hand: the builder's methods have another return type in each Spring. */
    private static RequestBuilder put(String expect) {
        return servletContext -> {
            MockHttpServletRequest request = new MockHttpServletRequest(servletContext, "PUT", "/files/a");
            if (expect != null) {
                request.addHeader("Expect", expect);
            }
            request.setContent(new byte[1]);
            return request;
        };
    }

    /** A test class with {@code @WebMvcTest}, which has another name in each Spring Boot; Spring also reads its file. */
    @SuppressWarnings("unchecked")
    private static Class<?> webMvcTest(String property) throws Exception {
        String boot4 = "org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest";
        String boot3 = "org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest";
        boolean isBoot4 = ClassUtils.isPresent(boot4, null);
        Class<? extends Annotation> annotation =
                (Class<? extends Annotation>) ClassUtils.forName(isBoot4 ? boot4 : boot3, null);
        // The run on the other Spring Boot leaves its class in the same folder.
        String name = MockMvcTests.class.getName() + "$OnBoot" + (isBoot4 ? 4 : 3) + "With"
                + Integer.toHexString(property.hashCode());
        Path classes = Path.of(MockMvcTests.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        new ByteBuddy()
                .subclass(Object.class)
                .name(name)
                .annotateType(
                        AnnotationDescription.Builder.ofType(annotation)
                                .defineArray("properties", property)
                                .build(),
                        AnnotationDescription.Builder.ofType(ContextConfiguration.class)
                                .defineTypeArray("classes", App.class)
                                .build())
                .make()
                .saveIn(classes.toFile());
        return ClassUtils.forName(name, null);
    }
}
