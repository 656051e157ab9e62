package io.github.expectfilter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.MultipartConfigElement;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.io.TempDir;

import io.github.expectfilter.wire.ContainerContract;
import io.github.expectfilter.wire.ContractServlet;

/** The filter by itself, configured by init-params, on a Tomcat whose connector says {@code onRead}. */
class PlainTomcatContractTests extends ContainerContract {

    private static final String BEFORE_THE_FILTER = "Tomcat answers 417 before any filter";

    @TempDir
    static Path base;

    @Override
    protected Protocol protocol() {
        return Protocol.HTTP_1_1;
    }

    @Override
    protected String variant() {
        return "tomcat-10.1-plain-http1";
    }

    @Override
    protected Map<String, String> whyNot() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("continueOnAccept", "the Servlet API cannot send a 100");
        reasons.put("readListener", "Tomcat sends its 100 with a blocking read only");
        for (String promise : new String[] {
            "unsupportedExpectation",
            "notCanonical",
            "noMember",
            "nothingSupported",
            "supportedExtension",
            "continueBesideSupportedExtension",
            "unsupportedIgnored",
            "lenientSyntax"
        }) {
            reasons.put(promise, BEFORE_THE_FILTER);
        }
        return reasons;
    }

    @Override
    protected Server start(Map<String, String> settings) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("continueResponseTiming", "onRead");
        tomcat.getConnector().setProperty("connectionTimeout", "1000");
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext("", base.toString());
        FilterDef filter = new FilterDef();
        filter.setFilterName("expect");
        filter.setFilterClass(ExpectFilter.class.getName());
        filter.setAsyncSupported("true");
        settings.forEach(filter::addInitParameter);
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("expect");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        Wrapper wrapper = Tomcat.addServlet(context, "contract", new ContractServlet());
        wrapper.setAsyncSupported(true);
        wrapper.setMultipartConfigElement(new MultipartConfigElement(""));
        context.addServletMappingDecoded("/app/*", "contract");
        tomcat.start();
        return new Server(tomcat.getConnector().getLocalPort(), () -> {
            try {
                tomcat.stop();
                tomcat.destroy();
            } catch (LifecycleException e) {
                throw new IOException(e);
            }
        });
    }
}
