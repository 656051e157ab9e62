package io.github.expectfilter.autoconfigure.jetty;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.springframework.util.ReflectionUtils;

/**
 * Makes a servlet object of an object that has a part of its methods. Outside of every servlet context there is neither
 * a servlet request nor a response, but what writes the answers, the application's own code too, takes nothing else.
 */
final class Facade {

    private Facade() {}

    /** An object whose methods are those of {@code target}; the others throw UnsupportedOperationException. */
    static <T> T of(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                Facade.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Method own;
                    try {
                        own = target.getClass().getMethod(method.getName(), method.getParameterTypes());
                    } catch (NoSuchMethodException missing) {
                        throw new UnsupportedOperationException(
                                method.getName() + " does not work outside of a servlet context");
                    }
                    ReflectionUtils.makeAccessible(own);
                    try {
                        return own.invoke(target, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
