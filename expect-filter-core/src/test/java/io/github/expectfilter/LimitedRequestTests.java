package io.github.expectfilter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Content of undeclared length under {@code max-content-length}, as far as it needs no container. */
class LimitedRequestTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/files/a");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final ExpectFilterConfig.Builder config = ExpectFilterConfig.builder()
            .rule(AdmissionRule.builder().maxContentLength(10).build());

    LimitedRequestTests() {
        request.setProtocol("HTTP/1.1");
        request.addHeader("Transfer-Encoding", "chunked");
        request.setCharacterEncoding("UTF-8");
    }

    private void content(String text) {
        request.setContent(text.getBytes(StandardCharsets.UTF_8));
    }

    private interface Application {
        void read(HttpServletRequest request) throws IOException, ServletException;
    }

    private void serve(Application application) throws IOException, ServletException {
        Filter filter = new ExpectFilter(config.build());
        FilterChain chain = (admitted, answer) -> application.read((HttpServletRequest) admitted);
        filter.doFilter(request, response, chain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789"})
    void theLimitItselfIsAdmitted(String text) throws Exception {
        content(text);

        serve(admitted ->
                assertThat(admitted.getInputStream().readAllBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8)));

        assertThat(response.getStatus()).isEqualTo(200);
    }

    @Test
    void oneMoreIsAnsweredAtOnceAndTheReadFailsNowAndLater() throws Exception {
        content("0123456789x");

        serve(admitted -> {
            InputStream in = admitted.getInputStream();
            assertThat(in.readNBytes(10)).hasSize(10);
            assertThat(response.isCommitted()).isFalse();
            assertThatIOException().isThrownBy(in::read).withMessageContaining("larger than the 10 bytes");
            assertThat(response.isCommitted()).isTrue();
            assertThatIOException().isThrownBy(() -> in.read(new byte[5]));
        });

        assertThat(response.getStatus()).isEqualTo(413);
        assertThat(response.getHeader("Connection")).isEqualTo("close");
        assertThat(response.getContentAsString())
                .isEqualTo("{\"type\":\"urn:expect-filter:content-too-large\",\"title\":\"Content Too Large\","
                        + "\"status\":413,\"detail\":\"The content is too large. At most 10 bytes are accepted here.\","
                        + "\"reason\":\"content-too-large\"}");
        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString("reject 413 content-too-large");
    }

    @Test
    void theFailureOfTheReadEndsAtTheFilter() throws Exception {
        content("0123456789x");

        serve(admitted -> {
            try {
                admitted.getInputStream().readAllBytes();
            } catch (IOException wrapped) {
                throw new ServletException(new IllegalStateException(wrapped));
            }
        });

        assertThat(response.getStatus()).isEqualTo(413);
    }

    @Test
    void anotherFailureDoesNot() {
        content("0123456789x");

        assertThatIllegalStateException()
                .isThrownBy(() -> serve(admitted -> {
                    assertThatIOException()
                            .isThrownBy(() -> admitted.getInputStream().readAllBytes());
                    throw new IllegalStateException("a bug of the application");
                }))
                .withMessage("a bug of the application");
    }

    @Test
    void aReaderCountsBytesAndKeepsTheEncoding() throws Exception {
        content("ääääää");

        serve(admitted -> assertThatIOException().isThrownBy(admitted.getReader()::readLine));
        assertThat(response.getStatus()).isEqualTo(413);
    }

    @Test
    void aReaderReadsWhatIsWithinTheLimit() throws Exception {
        content("äöü");

        serve(admitted -> {
            BufferedReader reader = admitted.getReader();
            assertThat(reader.readLine()).isEqualTo("äöü");
            assertThat(admitted.getReader()).isSameAs(reader);
            assertThatIllegalStateException().isThrownBy(admitted::getInputStream);
        });
    }

    @Test
    void aStreamAndAReaderExcludeEachOther() throws Exception {
        content("x");

        serve(admitted -> {
            assertThat(admitted.getInputStream()).isSameAs(admitted.getInputStream());
            assertThatIllegalStateException().isThrownBy(admitted::getReader);
        });
    }

    @Test
    void anApplicationThatHasOpenedItsWriterIsAnsweredWithoutABody() throws Exception {
        MockHttpServletResponse writing = new MockHttpServletResponse() {
            @Override
            public ServletOutputStream getOutputStream() {
                throw new IllegalStateException("getWriter() has been called");
            }
        };
        content("0123456789x");

        new ExpectFilter(config.build())
                .doFilter(
                        request,
                        writing,
                        (admitted, answer) ->
                                ((HttpServletRequest) admitted).getInputStream().readAllBytes());

        assertThat(writing.getStatus()).isEqualTo(413);
        assertThat(writing.getContentLength()).isZero();
        assertThat(writing.isCommitted()).isTrue();
    }

    @Test
    void aCommittedResponseIsLeftAloneAndTheReadFails() {
        content("0123456789x");

        assertThatExceptionOfType(IOException.class)
                .as("the container has to cut the response off")
                .isThrownBy(() -> serve(admitted -> {
                    response.flushBuffer();
                    admitted.getInputStream().readAllBytes();
                }))
                .withMessageContaining("larger than the 10 bytes");

        assertThat(response.getStatus()).isEqualTo(200);
    }

    @Test
    void reportOnlyRecordsAndReadsOn() throws Exception {
        config.enforce(false);
        content("0123456789x");

        serve(admitted -> assertThat(admitted.getInputStream().readAllBytes()).hasSize(11));

        assertThat(request.getAttribute(ExpectationDecision.ATTRIBUTE)).hasToString("reject 413 content-too-large");
    }

    /** Stands for a container adapter, which may wrap what the callback throws. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aContainerThatCountsIsBelieved(boolean asUnchecked) throws Exception {
        content("0123456789x");
        ContentLimiter.Exceeded[] exceeded = new ContentLimiter.Exceeded[1];
        request.setAttribute(ContentLimiter.ATTRIBUTE, (ContentLimiter) (bytes, callback) -> {
            assertThat(bytes).isEqualTo(10);
            exceeded[0] = callback;
        });
        InputStream countedByTheContainer = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    exceeded[0].exceeded();
                    return 'x';
                } catch (IOException tooLarge) {
                    if (asUnchecked) {
                        throw new UncheckedIOException(tooLarge);
                    }
                    throw tooLarge;
                }
            }
        };
        MockHttpServletRequest counting = new MockHttpServletRequest("POST", "/") {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(countedByTheContainer);
            }
        };
        counting.setProtocol("HTTP/1.1");
        counting.addHeader("Transfer-Encoding", "chunked");
        counting.setAttribute(ContentLimiter.ATTRIBUTE, request.getAttribute(ContentLimiter.ATTRIBUTE));

        new ExpectFilter(config.build())
                .doFilter(
                        counting,
                        response,
                        (admitted, answer) -> assertThatIOException()
                                .isThrownBy(() -> ((HttpServletRequest) admitted)
                                        .getInputStream()
                                        .read()));

        assertThat(response.getStatus()).isEqualTo(413);
    }
}
