package io.github.expectfilter.sample;

import java.io.IOException;
import java.net.SocketTimeoutException;

import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Every error is a problem of RFC 9457; those of Spring MVC itself are the superclass's. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ProblemDetail invalidFileName(InvalidFileNameException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }

    @ExceptionHandler(NameTakenException.class)
    ProblemDetail nameTaken() {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The name is taken by something else.");
    }

    @ExceptionHandler
    ProblemDetail storageFailed(StorageException e) {
        LOGGER.error("Storage failed", e);
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "The service's storage failed; nothing was changed.");
    }

    @ExceptionHandler
    ProblemDetail handshakeFailed(HandshakeException e) {
        LOGGER.error("The exchange of this application with itself failed", e);
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "The exchange of this service with itself failed; its log says why.");
    }

    @ExceptionHandler(MultipartException.class)
    ProblemDetail malformedForm() {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "The form is malformed or incomplete.");
    }

    /**
     * Only what is known to be a broken upload is answered here. Any other failure to read is not the application's to
     * word: a filter that limits the content, for one, answers what it throws itself.
     */
    @ExceptionHandler
    ProblemDetail brokenUpload(IOException e, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            throw e;
        }
        if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.REQUEST_TIMEOUT, "The content did not arrive in time.");
        }
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "The content ended early.");
        }
        throw e;
    }
}
