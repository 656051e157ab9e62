package io.github.expectfilter.autoconfigure;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

import io.github.expectfilter.ExpectFilter;

/**
 * What the packages of the auto-configuration share; not for applications.
 *
 * @since 0.1.0
 */
public final class ContainerSetup {

    private ContainerSetup() {}

    /** The filter that is in force, be it ours or the user's; it is looked up when it is first needed. */
    public static Supplier<ExpectFilter> filter(
            ObjectProvider<ExpectFilter> filters, ObjectProvider<FilterRegistrationBean<ExpectFilter>> registrations) {
        return SingletonSupplier.of(() -> {
            ExpectFilter filter = filters.getIfAvailable();
            return filter != null ? filter : registrations.getObject().getFilter();
        });
    }

    /**
     * Adds a customizer to a factory. The types of factory and customizer moved between Spring Boot 3.5 and 4.0, their
     * methods did not: looking them up is what lets one jar serve both.
     *
     * @param factory the factory, of any container
     * @param method the name of the method that takes customizers, for instance {@code addServerCustomizers}
     * @param target what such a customizer is called with
     * @param customizer the customizer
     * @return false if this factory has no such method, so belongs to another container
     */
    public static <T> boolean customize(
            WebServerFactory factory, String method, Class<T> target, Consumer<T> customizer) {
        for (Method candidate : factory.getClass().getMethods()) {
            if (candidate.getName().equals(method) && candidate.isVarArgs()) {
                Class<?> type = candidate.getParameterTypes()[0].getComponentType();
                Object array = Array.newInstance(type, 1);
                Array.set(array, 0, proxy(type, target, customizer));
                ReflectionUtils.invokeMethod(candidate, factory, array);
                return true;
            }
        }
        return false;
    }

    private static <T> Object proxy(Class<?> type, Class<T> target, Consumer<T> customizer) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "Customizer of the Expect filter";
                };
            }
            customizer.accept(target.cast(arguments[0]));
            return null;
        });
    }
}
