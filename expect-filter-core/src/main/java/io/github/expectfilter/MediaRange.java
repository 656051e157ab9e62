package io.github.expectfilter;

import org.jspecify.annotations.Nullable;

/** A media type or a range of them as {@code Accept} writes them: {@code video/mp4}, {@code video/*}, {@code *}{@code /*}. */
record MediaRange(String type, String subtype) {

    /** The media type of content that does not say one (RFC 9110 section 8.3). */
    private static final String UNNAMED = "application/octet-stream";

    static MediaRange parse(String text) {
        String trimmed = Ascii.lower(Ascii.trimOws(text));
        int slash = trimmed.indexOf('/');
        String type = slash < 0 ? "" : trimmed.substring(0, slash);
        String subtype = slash < 0 ? "" : trimmed.substring(slash + 1);
        boolean wildcardOnlyAlone = (!type.contains("*") || type.equals("*"))
                && (!subtype.contains("*") || subtype.equals("*"))
                && (!type.equals("*") || subtype.equals("*"));
        if (!Ascii.isToken(type) || !Ascii.isToken(subtype) || !wildcardOnlyAlone) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no media type; write for instance application/pdf, image/* or */*");
        }
        return new MediaRange(type, subtype);
    }

    /** Whether a {@code Content-Type} value falls into this range; parameters do not matter. */
    boolean includes(@Nullable String contentType) {
        String value = contentType == null ? UNNAMED : contentType;
        int semicolon = value.indexOf(';');
        String essence = Ascii.trimOws(semicolon < 0 ? value : value.substring(0, semicolon));
        int slash = essence.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String actualType = essence.substring(0, slash);
        String actualSubtype = essence.substring(slash + 1);
        return Ascii.isToken(actualType)
                && Ascii.isToken(actualSubtype)
                && (type.equals("*") || Ascii.equalsIgnoreCase(type, actualType))
                && (subtype.equals("*") || Ascii.equalsIgnoreCase(subtype, actualSubtype));
    }

    @Override
    public String toString() {
        return type + "/" + subtype;
    }
}
