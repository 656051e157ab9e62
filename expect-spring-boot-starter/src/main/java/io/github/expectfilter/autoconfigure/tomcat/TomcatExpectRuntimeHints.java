package io.github.expectfilter.autoconfigure.tomcat;

import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Valve;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** A native image knows only the methods that it was told of; these are looked up by name. */
final class TomcatExpectRuntimeHints implements RuntimeHintsRegistrar {

    /** The class that declares the methods: in Spring Boot 3.5 and in 4.x. */
    private static final String[] FACTORIES = {
        "org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory",
        "org.springframework.boot.tomcat.TomcatWebServerFactory"
    };

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (String factory : FACTORIES) {
            hints.reflection()
                    .registerTypeIfPresent(
                            classLoader,
                            factory,
                            type -> type.withMethod(
                                            "addEngineValves",
                                            TypeReference.listOf(Valve[].class),
                                            ExecutableMode.INVOKE)
                                    .withMethod(
                                            "addContextLifecycleListeners",
                                            TypeReference.listOf(LifecycleListener[].class),
                                            ExecutableMode.INVOKE));
        }
    }
}
