package io.github.expectfilter.autoconfigure.tomcat;

import java.lang.reflect.Method;
import java.util.stream.Stream;

import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Valve;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.hint.TypeReference;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

class TomcatExpectRuntimeHintsTests {

    static Stream<Arguments> lookUps() {
        return Stream.of(
                Arguments.of("addEngineValves", Valve[].class),
                Arguments.of("addContextLifecycleListeners", LifecycleListener[].class));
    }

    @ParameterizedTest
    @MethodSource("lookUps")
    void everyMethodThatIsLookedUpByNameHasItsHint(String name, Class<?> parameter) {
        RuntimeHints hints = new RuntimeHints();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class)
                .stream()
                .filter(TomcatExpectRuntimeHints.class::isInstance)
                .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));

        Method method = ReflectionUtils.findMethod(factory(), name, parameter);
        assertThat(method).isNotNull();
        TypeHint type = hints.reflection().getTypeHint(method.getDeclaringClass());
        assertThat(type).isNotNull();
        assertThat(type.methods()).anySatisfy(hint -> {
            assertThat(hint.getMode()).isEqualTo(ExecutableMode.INVOKE);
            assertThat(hint.getName()).isEqualTo(name);
            assertThat(hint.getParameterTypes()).containsExactly(TypeReference.of(parameter));
        });
    }

    /** The class of the factory that this Spring Boot makes. */
    private static Class<?> factory() {
        String package4 = "org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory";
        String package3 = "org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory";
        return ClassUtils.resolveClassName(ClassUtils.isPresent(package4, null) ? package4 : package3, null);
    }
}
