package io.github.expectfilter.autoconfigure.container;

import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The starter, over HTTP/1.1 by TLS: what holds in clear text holds here, and nothing else. */
class TlsHttp1ContractTests extends BootContract {

    TlsHttp1ContractTests() {
        super(Protocol.HTTP_1_1, "tls");
    }

    @Override
    List<String> arguments() {
        return Tls.ARGUMENTS;
    }

    @Override
    protected SSLContext tls() {
        return Tls.CONTEXT;
    }

    @Override
    protected Map<String, String> whyNot() {
        return new StarterHttp1ContractTests().whyNot();
    }
}
