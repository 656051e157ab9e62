package io.github.expectfilter.autoconfigure.container;

import java.util.HashMap;
import java.util.Map;

/** The starter, over HTTP/1.1. */
class StarterHttp1ContractTests extends BootContract {

    StarterHttp1ContractTests() {
        super(Protocol.HTTP_1_1, "starter");
    }

    @Override
    protected Map<String, String> whyNot() {
        Map<String, String> reasons = new HashMap<>();
        if (isOn("tomcat")) {
            reasons.put("noMember", "Tomcat answers 417 before any filter, unless more than 100-continue is supported");
        }
        if (isOn("undertow")) {
            reasons.put("silenceBehindRejection", "Undertow goes on waiting for the content");
        }
        return reasons;
    }
}
