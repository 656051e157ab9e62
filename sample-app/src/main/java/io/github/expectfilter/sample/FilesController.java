package io.github.expectfilter.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** The pattern is a catch-all, so that a name with slashes gets the same answer as any other bad name. */
@RestController
@RequestMapping("/files")
class FilesController {

    private final FileStore store;

    FilesController(FileStore store) {
        this.store = store;
    }

    // With "produces", content that could not be answered acceptably is refused before it is stored, not after.
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    List<ListedFile> list() {
        return store.list();
    }

    @PutMapping(path = "/{*path}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<StoredFile> put(@PathVariable String path, HttpServletRequest request) throws IOException {
        FileName name = nameIn(path, request);
        if (request.getHeader(HttpHeaders.CONTENT_RANGE) != null) {
            throw new ErrorResponseException(
                    HttpStatus.BAD_REQUEST,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.BAD_REQUEST, "A part of a file (Content-Range) cannot be stored."),
                    null);
        }
        StoredFile stored;
        try (Upload upload = store.newUpload()) {
            upload.receive(name, request.getInputStream(), request.getContentLengthLong());
            stored = upload.commit().get(0);
        }
        if (stored.replaced()) {
            return ResponseEntity.ok(stored);
        }
        String location = request.getContextPath() + "/files/" + UriUtils.encode(name.value(), StandardCharsets.UTF_8);
        return ResponseEntity.created(URI.create(location)).body(stored);
    }

    @GetMapping("/{*path}")
    void get(@PathVariable String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        FileName name = nameIn(path, request);
        try (OpenedFile file = store.open(name).orElseThrow(FilesController::notFound)) {
            response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
            response.setContentLengthLong(file.size());
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(name));
            response.setHeader("X-Content-Type-Options", "nosniff");
            if (!HttpMethod.HEAD.matches(request.getMethod())) {
                file.content().transferTo(response.getOutputStream());
            }
        }
    }

    @DeleteMapping("/{*path}")
    ResponseEntity<Void> delete(@PathVariable String path, HttpServletRequest request) {
        if (!store.delete(nameIn(path, request))) {
            throw notFound();
        }
        return ResponseEntity.noContent().build();
    }

    private static FileName nameIn(String path, HttpServletRequest request) {
        // Spring cuts path parameters off: "a;b" would silently become "a".
        if (request.getRequestURI().indexOf(';') >= 0) {
            throw new InvalidFileNameException("A semicolon in the file name must be percent-encoded.");
        }
        return new FileName(path.startsWith("/") ? path.substring(1) : path);
    }

    private static String attachment(FileName name) {
        ContentDisposition.Builder attachment = ContentDisposition.attachment();
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(name.value());
        return (ascii ? attachment.filename(name.value()) : attachment.filename(name.value(), StandardCharsets.UTF_8))
                .build()
                .toString();
    }

    private static ErrorResponseException notFound() {
        return new ErrorResponseException(
                HttpStatus.NOT_FOUND,
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no file of that name."),
                null);
    }
}
