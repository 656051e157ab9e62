package io.github.expectfilter.autoconfigure.tomcat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.Constants;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.jspecify.annotations.Nullable;

import io.github.expectfilter.ExpectField;

/**
 * Tomcat's HTTP/1.1 protocol without the 417 that it answers, before every filter, to an expectation that the filter
 * accepts. What the filter would reject is still rejected by Tomcat, also where no filter is mapped.
 *
 * <p>Public because a connector makes its protocol by the class's name. The error state of a processor is Tomcat's own
 * affair, so this class is used only if the configuration needs it.
 *
 * @since 0.1.0
 */
public final class ExpectHttp11NioProtocol extends Http11NioProtocol {

    private volatile Predicate<ExpectField> accepted = field -> false;

    void accept(Predicate<ExpectField> newAccepted) {
        accepted = newAccepted;
    }

    @Override
    protected Processor createProcessor() {
        return new ExpectProcessor(this);
    }

    private static final class ExpectProcessor extends Http11Processor {

        private final ExpectHttp11NioProtocol protocol;

        ExpectProcessor(ExpectHttp11NioProtocol protocol) {
            super(protocol, protocol.getAdapter());
            this.protocol = protocol;
        }

        @Override
        protected void setErrorState(ErrorState errorState, @Nullable Throwable t) {
            if (errorState == ErrorState.CLOSE_CLEAN && t == null && isExpectationFailed() && accepts()) {
                response.setStatus(HttpServletResponse.SC_OK);
            } else {
                super.setErrorState(errorState, t);
            }
        }

        /** Nothing else sets this status while the request is being prepared. */
        private boolean isExpectationFailed() {
            return response.getStatus() == HttpServletResponse.SC_EXPECTATION_FAILED
                    && request.getRequestProcessor().getStage() == Constants.STAGE_PREPARE;
        }

        private boolean accepts() {
            List<String> lines =
                    new ArrayList<>(Collections.list(request.getMimeHeaders().values("Expect")));
            return protocol.accepted.test(ExpectField.parse(lines));
        }
    }
}
