package io.github.expectfilter.sample;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Documents of a few types, as a form or as the content itself; all documents of a request are stored, or none. */
@RestController
@RequestMapping(path = "/documents", produces = MediaType.APPLICATION_JSON_VALUE)
class DocumentsController {

    private final FileStore store;
    private final SecureRandom random = new SecureRandom();

    DocumentsController(FileStore store) {
        this.store = store;
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    List<StoredFile> storeForm(MultipartHttpServletRequest form) throws IOException {
        List<MultipartFile> parts = form.getMultiFileMap().values().stream()
                .flatMap(List::stream)
                .filter(part -> !isEmptyInput(part))
                .toList();
        requireDocuments(parts);
        try (Upload upload = store.newUpload()) {
            for (MultipartFile part : parts) {
                try (InputStream content = part.getInputStream()) {
                    upload.receive(nameOf(part), content, part.getSize());
                }
            }
            return upload.commit();
        }
    }

    @PostMapping(consumes = {MediaType.APPLICATION_PDF_VALUE, "image/*"})
    @ResponseStatus(HttpStatus.CREATED)
    List<StoredFile> storeContent(HttpServletRequest request) throws IOException {
        DocumentType type = DocumentType.parse(request.getContentType()).orElseThrow(DocumentsController::unsupported);
        try (Upload upload = store.newUpload()) {
            upload.receive(newName(type), request.getInputStream(), request.getContentLengthLong());
            return upload.commit();
        }
    }

    private static void requireDocuments(List<MultipartFile> parts) {
        if (parts.isEmpty()) {
            throw badRequest("The form has no file.");
        }
        Set<FileName> names = new HashSet<>();
        for (MultipartFile part : parts) {
            if (DocumentType.parse(part.getContentType()).isEmpty()) {
                throw unsupported();
            }
            if (!names.add(nameOf(part))) {
                throw badRequest("Two files of the form have the same name.");
            }
        }
    }

    // What a browser sends for a file input in which nothing was chosen.
    private static boolean isEmptyInput(MultipartFile part) {
        String name = part.getOriginalFilename();
        return (name == null || name.isEmpty()) && part.isEmpty();
    }

    // No cutting off of folders: a client that sends a path learns it, instead of finding its file under another name.
    private static FileName nameOf(MultipartFile part) {
        String name = part.getOriginalFilename();
        return new FileName(name == null ? "" : name);
    }

    private FileName newName(DocumentType type) {
        byte[] id = new byte[4];
        while (true) {
            random.nextBytes(id);
            FileName name = new FileName("document-" + HexFormat.of().formatHex(id) + "." + type.fileExtension());
            if (!store.contains(name)) {
                return name;
            }
        }
    }

    private static ErrorResponseException badRequest(String detail) {
        return new ErrorResponseException(
                HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail), null);
    }

    private static ErrorResponseException unsupported() {
        var exception = new ErrorResponseException(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE, "A document must be application/pdf or image/*."),
                null);
        exception.getHeaders().setAccept(DocumentType.ACCEPTED);
        return exception;
    }
}
