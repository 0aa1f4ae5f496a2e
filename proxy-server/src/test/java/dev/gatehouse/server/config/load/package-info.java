/** Tests of the way from a configuration file to its settings, and of its JSON Schema. */
@NullMarked
package dev.gatehouse.server.config.load;

import org.jspecify.annotations.NullMarked;
