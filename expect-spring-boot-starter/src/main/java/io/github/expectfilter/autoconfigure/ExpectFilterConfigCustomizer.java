package io.github.expectfilter.autoconfigure;

import io.github.expectfilter.ExpectFilterConfig;

/**
 * Changes the settings of the filter after the properties have been applied. Beans of this type are called in their
 * order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ExpectFilterConfigCustomizer {

    /** Changes the settings. */
    void customize(ExpectFilterConfig.Builder builder);
}
