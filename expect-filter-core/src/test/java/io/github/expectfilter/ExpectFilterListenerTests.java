package io.github.expectfilter;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.expectfilter.ExpectFilterListener.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What listeners are told, and that they cannot break a request. */
class ExpectFilterListenerTests {

    private static final String MARKER = "mArKeR-7193";

    private final List<Event> events = new ArrayList<>();
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/" + MARKER);
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();

    ExpectFilterListenerTests() {
        request.setProtocol("HTTP/1.1");
        request.setContent(new byte[100]);
        request.addHeader("User-Agent", MARKER);
    }

    private ExpectFilterConfig.Builder config() {
        return ExpectFilterConfig.builder().listener(events::add);
    }

    private void filter(ExpectFilterConfig.Builder config) throws ServletException, IOException {
        new ExpectFilter(config.build()).doFilter(request, response, chain);
    }

    private void assertOneEvent(String decision, boolean enforced, long unreceivedContent) {
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.request()).isSameAs(request);
            assertThat(event.decision()).hasToString(decision);
            assertThat(event.enforced()).isEqualTo(enforced);
            assertThat(event.unreceivedContent()).isEqualTo(unreceivedContent);
        });
    }

    @Test
    void hearsOfAnHonoredExpectationBeforeTheRequestGoesOn() throws Exception {
        request.addHeader("Expect", "100-continue");
        filter(config().listener(event -> assertThat(chain.getRequest()).isNull()));

        assertOneEvent("honor", true, 0);
        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    void hearsOfAnIgnoredExpectation() throws Exception {
        request.addHeader("Expect", ",");
        filter(config());

        assertOneEvent("ignore", true, 0);
    }

    @Test
    void hearsOfARejectionAfterTheAnswer() throws Exception {
        request.addHeader("Expect", MARKER);
        filter(config().listener(event -> assertThat(response.isCommitted()).isTrue()));

        assertOneEvent("reject 417 unsupported-expectation", true, 100);
        assertThat(response.getStatus()).isEqualTo(417);
    }

    @Test
    void hearsOfARejectionThatIsOnlyReported() throws Exception {
        request.addHeader("Expect", MARKER);
        filter(config().enforce(false));

        assertOneEvent("reject 417 unsupported-expectation", false, 0);
        assertThat(chain.getRequest()).as("goes on").isNotNull();
    }

    @Test
    void hearsOfARejectionThatCameTooLate() throws Exception {
        request.addHeader("Expect", MARKER);
        response.setCommitted(true);
        filter(config());

        assertOneEvent("reject 417 unsupported-expectation", false, 0);
    }

    @Test
    void hearsOfARejectionThatTheClientDidNotWaitFor() {
        request.addHeader("Expect", MARKER);
        HttpServletResponse gone = new HttpServletResponseWrapper(response) {
            @Override
            public ServletOutputStream getOutputStream() throws IOException {
                throw new IOException("gone");
            }
        };

        assertThatThrownBy(() -> new ExpectFilter(config().build()).doFilter(request, gone, chain))
                .hasMessage("gone");

        assertOneEvent("reject 417 unsupported-expectation", true, 100);
    }

    @Test
    void hearsOfARuleThatDecidesWithoutAnExpectation() throws Exception {
        filter(config().rule(AdmissionRule.builder().maxContentLength(99).build()));

        assertOneEvent("reject 413 content-too-large", true, 100);
        assertThat(events.get(0).field().isPresent()).isFalse();
    }

    @Test
    void hearsNothingWhereNothingIsDecided() throws Exception {
        filter(config());

        assertThat(events).isEmpty();
        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).isNull();
    }

    @Test
    void hearsOfTheContainersOwnRejection() throws Exception {
        request.addHeader("Expect", MARKER);
        assertThat(new ExpectFilter(config().build()).rejectForContainer(request, response))
                .isTrue();

        assertOneEvent("reject 417 unsupported-expectation", true, 100);
        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE))
                .isSameAs(events.get(0).decision());
    }

    @Test
    void hearsOfTheContainersOwnRejectionInReportOnly() throws Exception {
        request.addHeader("Expect", "");
        assertThat(new ExpectFilter(config().enforce(false).build()).rejectForContainer(request, response))
                .isFalse();

        assertOneEvent("reject 417 container", true, 100);
        assertThat(response.isCommitted()).isFalse();
    }

    @Test
    void hearsOfTheApplicationsRejectionToo() throws Exception {
        request.addHeader("Expect", "100-continue");
        rejectInTheApplication(admitted -> admitted.getParameter("query"));

        assertThat(events)
                .extracting(event -> event.decision().toString())
                .containsExactly("honor", "reject 417 application");
        assertThat(events).extracting(Event::unreceivedContent).containsExactly(0L, 100L);
    }

    @Test
    void whatTheApplicationHasReadIsNotUnreceived() throws Exception {
        request.addHeader("Expect", "100-continue");
        rejectInTheApplication(ServletRequest::getInputStream);

        assertThat(events).extracting(Event::unreceivedContent).containsExactly(0L, 0L);
    }

    @Test
    void aFormThatTheApplicationHasReadIsNotUnreceived() throws Exception {
        request.addHeader("Expect", "100-continue");
        request.setContentType("application/x-www-form-urlencoded");
        rejectInTheApplication(admitted -> admitted.getParameter("field"));

        assertThat(events).extracting(Event::unreceivedContent).containsExactly(0L, 0L);
    }

    private interface Reading {
        Object read(ServletRequest admitted) throws IOException;
    }

    private void rejectInTheApplication(Reading reading) throws Exception {
        new ExpectFilter(config().build()).doFilter(request, response, (admitted, unused) -> {
            reading.read(admitted);
            throw new ExpectationFailedException();
        });
        assertThat(response.getStatus()).isEqualTo(417);
    }

    @Test
    void lengthsThatAreNotDeclaredAreNothingUnreceived() throws Exception {
        request.addHeader("Expect", MARKER);
        request.setContent(null);
        request.addHeader("Transfer-Encoding", "chunked");
        filter(config());

        assertOneEvent("reject 417 unsupported-expectation", true, 0);
    }

    /** That is a lower bound: a sleep may be longer, but is not shorter than it was asked to be. */
    @Test
    void hearsHowLongAnAdmittingAndARejectingCheckTook() throws Exception {
        filter(config().check(slow(null)));
        filter(config().check(slow(Rejection.of(403, "No."))));

        assertThat(events)
                .extracting(event -> event.decision().toString())
                .containsExactly("ignore", "reject 403 check");
        assertThat(events)
                .allSatisfy(event -> assertThat(event.decisionTime()).isGreaterThanOrEqualTo(Duration.ofMillis(50)));
    }

    private static AdmissionCheck slow(Rejection outcome) {
        return request -> {
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return outcome;
        };
    }

    @Test
    void aDecisionOfThePolicyTakesMoreThanNoTime() throws Exception {
        request.addHeader("Expect", "100-continue");
        for (boolean enforce : new boolean[] {true, false}) {
            new ExpectFilter(config().enforce(enforce).build()).doFilter(request, response, new MockFilterChain());
        }

        assertThat(events)
                .hasSize(2)
                .extracting(Event::decisionTime)
                .allSatisfy(time -> assertThat(time).isPositive());
    }

    @Test
    void whatThePolicyIsNotAskedAboutTakesNoTime() throws Exception {
        request.addHeader("Expect", "100-continue");
        new ExpectFilter(config().build()).rejectForContainer(request, response);
        new ExpectFilter(config().enforce(false).build()).rejectForContainer(request, new MockHttpServletResponse());
        new ExpectFilter(config().build())
                .rejectForApplication(request, new MockHttpServletResponse(), new ExpectationFailedException());

        assertThat(events).extracting(Event::decisionTime).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** Whether that is enforced or not: the decision was to let it go on, and only that one took its time. */
    @Test
    void contentThatTurnsOutTooLargeTakesNoTime() throws Exception {
        for (boolean enforce : new boolean[] {false, true}) {
            events.clear();
            MockHttpServletRequest undeclared = new MockHttpServletRequest("POST", "/") {
                @Override
                public long getContentLengthLong() {
                    return -1;
                }
            };
            undeclared.setProtocol("HTTP/1.1");
            undeclared.setContent(new byte[100]);
            undeclared.addHeader("Transfer-Encoding", "chunked");
            ExpectFilterConfig config = config().enforce(enforce)
                    .rule(AdmissionRule.builder().maxContentLength(99).build())
                    .build();
            new ExpectFilter(config)
                    .doFilter(
                            undeclared,
                            new MockHttpServletResponse(),
                            (admitted, unused) -> admitted.getInputStream().readAllBytes());

            assertThat(events)
                    .extracting(event -> event.decision().toString())
                    .containsExactly("ignore", "reject 413 content-too-large");
            assertThat(events.get(0).decisionTime()).isPositive();
            assertThat(events.get(1).decisionTime()).isZero();
        }
    }

    @Test
    void theEventShowsNothingOfTheRequest() throws Exception {
        request.addHeader("Expect", MARKER);
        filter(config());

        assertThat(events.get(0).toString())
                .isEqualTo("Event[reject 417 unsupported-expectation, enforced=true, unreceivedContent=100,"
                        + " ExpectField[WELL_FORMED, lines=1, length=11, members=1]]");
    }

    @Test
    void whatAListenerThrowsIsLoggedOnceAndBreaksNothing() throws Exception {
        request.addHeader("Expect", "100-continue");
        ExpectFilterConfig config = ExpectFilterConfig.builder()
                .listener(event -> {
                    throw new IllegalStateException("first");
                })
                .listener(event -> {
                    throw new NoClassDefFoundError("second");
                })
                .listener(events::add)
                .build();

        List<LogRecord> logged = logOf(ExpectFilterListener.class, () -> {
            for (int i = 0; i < 3; i++) {
                new ExpectFilter(config).doFilter(request, response, new MockFilterChain());
            }
        });

        assertThat(events).hasSize(3);
        assertThat(logged)
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.getMessage())
                        .startsWith("The listener " + getClass().getName())
                        .endsWith("further failures of it are not logged"));
        assertThat(logged).extracting(entry -> entry.getThrown().getMessage()).containsExactly("first", "second");
    }

    @Test
    void aRejectionIsOneLineAtDebugWithoutAValue() throws Exception {
        request.addHeader("Expect", MARKER);
        request.addHeader("Expect", "x=\"" + MARKER + "\"");

        List<LogRecord> logged = logOf(ExpectFilter.class, () -> {
            filter(config());
            filter(config().enforce(false));
        });

        assertThat(logged)
                .extracting(LogRecord::getMessage)
                .containsExactly(
                        "Rejected with 417: reason=unsupported-expectation lines=2 length=26",
                        "Not enforced, would be rejected with 417: reason=unsupported-expectation lines=2 length=26");
    }

    private interface Action {
        void run() throws Exception;
    }

    private static List<LogRecord> logOf(Class<?> name, Action action) throws Exception {
        try (LogCapture log = LogCapture.of(name).withDetails()) {
            action.run();
            return log.entries();
        }
    }
}
