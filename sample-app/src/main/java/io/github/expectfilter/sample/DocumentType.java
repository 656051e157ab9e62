package io.github.expectfilter.sample;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** A media type that a document may have. */
record DocumentType(MediaType mediaType) {

    static final List<MediaType> ACCEPTED = List.of(MediaType.APPLICATION_PDF, new MediaType("image", "*"));

    private static final Pattern PLAIN_SUBTYPE = Pattern.compile("[a-z0-9]{1,10}");

    /** Empty unless the type is one of {@link #ACCEPTED}. */
    static Optional<DocumentType> parse(@Nullable String contentType) {
        if (contentType == null) {
            return Optional.empty();
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            boolean accepted = type.isConcrete() && ACCEPTED.stream().anyMatch(each -> each.includes(type));
            return accepted ? Optional.of(new DocumentType(type)) : Optional.empty();
        } catch (InvalidMediaTypeException e) {
            return Optional.empty();
        }
    }

    String fileExtension() {
        // MediaType has lower-cased it.
        String subtype = mediaType.getSubtype();
        return switch (subtype) {
            case "jpeg" -> "jpg";
            case "svg+xml" -> "svg";
            default -> PLAIN_SUBTYPE.matcher(subtype).matches() ? subtype : "img";
        };
    }
}
