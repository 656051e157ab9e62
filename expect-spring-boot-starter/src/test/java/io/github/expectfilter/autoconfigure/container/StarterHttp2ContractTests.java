package io.github.expectfilter.autoconfigure.container;

import java.util.HashMap;
import java.util.Map;

/** The starter, over HTTP/2. */
class StarterHttp2ContractTests extends BootContract {

    StarterHttp2ContractTests() {
        super(Protocol.HTTP_2, "starter");
    }

    @Override
    protected Map<String, String> whyNot() {
        Map<String, String> reasons = new HashMap<>();
        if (isOn("jetty")) {
            reasons.put("noMember", "Jetty answers 417 before any filter, unless more than 100-continue is supported");
        }
        return reasons;
    }
}
