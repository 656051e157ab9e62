package io.github.expectfilter.sample;

import java.net.URI;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Errors that no controller has answered. Among them are uploads that end early: Tomcat itself sets the 400 when a read
 * fails, whatever the application writes afterwards.
 */
@RestController
class ProblemErrorController implements ErrorController {

    @RequestMapping("/error")
    ProblemDetail error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        // Without the attribute somebody asks for this very path.
        ProblemDetail problem =
                ProblemDetail.forStatus(status instanceof Integer code ? code : HttpStatus.NOT_FOUND.value());
        // Otherwise Spring fills in the path of this method.
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri) {
            problem.setInstance(URI.create(uri));
        }
        return problem;
    }
}
