package io.github.expectfilter.autoconfigure.observe;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import io.github.expectfilter.AdmissionRule;
import io.github.expectfilter.ExpectFilter;
import io.github.expectfilter.ExpectFilterConfig;
import io.github.expectfilter.autoconfigure.ContainerFacts;

/** What the filter is told to do, what the container lets it do, and what it did. */
@Endpoint(id = "expect", defaultAccess = Access.READ_ONLY)
final class ExpectEndpoint {

    private final Supplier<ExpectFilter> filter;
    private final ServletContext servletContext;
    private final ContainerFacts facts;
    private final ExpectInventory inventory;

    ExpectEndpoint(
            Supplier<ExpectFilter> filter,
            ServletContext servletContext,
            ContainerFacts facts,
            ExpectInventory inventory) {
        this.filter = filter;
        this.servletContext = servletContext;
        this.facts = facts;
        this.inventory = inventory;
    }

    @ReadOperation
    Report report() {
        return new Report(
                Configuration.of(filter.get().config()),
                new Container(servletContext.getServerInfo(), facts.done(), facts.problems()),
                inventory.since().toString(),
                inventory.decisions(),
                inventory.clients());
    }

    /**
     * The answer.
     *
     * @param configuration settings in force
     * @param container the container and what its adapter did
     * @param since since when is counted (ISO 8601)
     * @param decisions how often something was decided
     * @param clients which kind of client sent which kind of {@code Expect}
     */
    record Report(
            Configuration configuration,
            Container container,
            String since,
            List<ExpectInventory.Decided> decisions,
            List<ExpectInventory.Sent> clients) {}

    /**
     * The settings in force, in the words of the properties; rules and checks in their order.
     *
     * @param rejectionDrain in bytes
     * @param rejectionDrainTimeout ISO 8601
     * @param checks names of the classes
     * @param decisionEndpointPath where a proxy asks; {@code null} if nowhere
     */
    record Configuration(
            boolean enforce,
            List<String> supported,
            String unsupported,
            String syntax,
            String continueTiming,
            String rejectionFormat,
            long rejectionDrain,
            String rejectionDrainTimeout,
            List<String> checks,
            List<String> rules,
            @Nullable String decisionEndpointPath) {

        private static Configuration of(ExpectFilterConfig config) {
            return new Configuration(
                    config.enforce(),
                    config.supported().stream().sorted().toList(),
                    name(config.unsupported()),
                    name(config.syntax()),
                    name(config.continueTiming()),
                    name(config.rejectionFormat()),
                    config.rejectionDrain(),
                    config.rejectionDrainTimeout().toString(),
                    config.checks().stream()
                            .map(check -> check.getClass().getName())
                            .toList(),
                    config.rules().stream().map(AdmissionRule::toString).toList(),
                    config.decisionEndpointPath());
        }

        private static String name(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The container.
     *
     * @param name name and version, as it says itself
     * @param done what is as it should be
     * @param notDone what is not
     */
    record Container(String name, List<String> done, List<ContainerFacts.Problem> notDone) {}
}
