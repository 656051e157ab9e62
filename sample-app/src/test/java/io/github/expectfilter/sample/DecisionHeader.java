package io.github.expectfilter.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Shows the decision, which the filter leaves on the request, in a header field of the application's answer. */
@TestConfiguration(proxyBeanMethods = false)
class DecisionHeader {

    @Bean
    FilterRegistrationBean<?> decisionHeaderFilter() {
        // The default order is the last.
        return new FilterRegistrationBean<>((request, response, chain) -> {
            Object decision = ((HttpServletRequest) request).getAttribute("io.github.expectfilter.decision");
            if (decision != null) {
                ((HttpServletResponse) response).setHeader(WireSupport.DECISION, decision.toString());
            }
            chain.doFilter(request, response);
        });
    }
}
