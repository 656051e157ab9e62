package io.github.expectfilter.wire;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Runs every promise of {@link ContainerContract}, also those of which the variant says why it cannot keep them: such a
 * promise must fail, or else the reason is out of date. What came out is kept for docs/containers.md.
 */
final class PromiseLedger implements InvocationInterceptor {

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        ContainerContract contract = (ContainerContract) context.getRequiredTestInstance();
        String reason = contract.whyNot().get(invocationContext.getExecutable().getName());
        try {
            if (reason == null) {
                invocation.proceed();
            } else {
                expectFailure(invocation, reason);
            }
            record(contract, context, reason == null ? "yes" : "no: " + reason);
        } catch (TestAbortedException notApplicable) {
            record(contract, context, "–");
            throw notApplicable;
        }
    }

    private static void expectFailure(Invocation<Void> invocation, String reason) throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException notApplicable) {
            throw notApplicable;
        } catch (AssertionError | IOException asTheVariantSays) {
            return;
        }
        throw new AssertionError("This promise is kept, though the variant says: " + reason);
    }

    private static void record(ContainerContract contract, ExtensionContext context, String result) throws IOException {
        Path file = Path.of("target", "containers", contract.variant() + ".tsv");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                context.getDisplayName() + "\t" + result + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
