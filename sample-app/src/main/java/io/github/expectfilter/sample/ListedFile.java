package io.github.expectfilter.sample;

import java.time.Instant;

record ListedFile(String name, long size, Instant lastModified) {}
