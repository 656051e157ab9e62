package io.github.expectfilter.sample;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** What an upload has stored. */
record StoredFile(String name, long size, @JsonIgnore boolean replaced) {}
