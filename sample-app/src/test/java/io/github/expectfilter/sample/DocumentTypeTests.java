package io.github.expectfilter.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentTypeTests {

    @ParameterizedTest
    @CsvSource({
        "application/pdf, pdf",
        "APPLICATION/PDF, pdf",
        "application/pdf;version=1.7, pdf",
        "image/png, png",
        "IMAGE/GIF, gif",
        "image/jpeg, jpg",
        "image/svg+xml, svg",
        "image/vnd.adobe.photoshop, img",
        "image/.., img"
    })
    void namesTheFileExtension(String contentType, String extension) {
        assertThat(DocumentType.parse(contentType))
                .hasValueSatisfying(type -> assertThat(type.fileExtension()).isEqualTo(extension));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pdf", "text/html", "application/pdfx", "image/*", "*/*", "images/png", "image/a/b"})
    void knowsNoOtherTypes(String contentType) {
        assertThat(DocumentType.parse(contentType)).isEmpty();
    }

    @Test
    void missingTypeIsNotAccepted() {
        assertThat(DocumentType.parse(null)).isEmpty();
    }
}
