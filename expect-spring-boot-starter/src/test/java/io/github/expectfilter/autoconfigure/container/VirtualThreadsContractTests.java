package io.github.expectfilter.autoconfigure.container;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.github.expectfilter.wire.Connection;

import static org.assertj.core.api.Assertions.assertThat;

/** The starter with every request on a virtual thread. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsContractTests extends BootContract {

    VirtualThreadsContractTests() {
        super(Protocol.HTTP_1_1, "virtual-threads");
    }

    @Override
    List<String> arguments() {
        return List.of("--spring.threads.virtual.enabled=true");
    }

    @Override
    protected Map<String, String> whyNot() {
        return new StarterHttp1ContractTests().whyNot();
    }

    @Test
    void requestsRunOnVirtualThreads() throws Exception {
        try (Connection connection = connect()) {
            String thread = connection.request("GET", "/app/thread").read().body();
            assertThat(thread).startsWith("VirtualThread");
        }
    }
}
