package io.github.expectfilter.sample;

/** Something that is not an uploaded file, such as a folder or a symbolic link, has the name. */
class NameTakenException extends RuntimeException {

    NameTakenException(FileName name) {
        super(name + " is not a file of this service");
    }
}
