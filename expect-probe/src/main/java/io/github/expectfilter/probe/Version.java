package io.github.expectfilter.probe;

/** The version of this software. */
final class Version {

    private static final String IMPLEMENTATION = Version.class.getPackage().getImplementationVersion();

    static final String NUMBER = IMPLEMENTATION == null ? "development" : IMPLEMENTATION;

    private Version() {}
}
