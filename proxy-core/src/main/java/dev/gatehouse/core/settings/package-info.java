/**
 * What settings records are made of: value types with their text forms, the checks their
 * constructors use, and the annotations from which the configuration's reader and its JSON Schema
 * are derived. The settings that belong to no single feature live here too.
 *
 * <p>A settings record has its required components first. Its shortest constructor takes exactly
 * these and fills in the defaults; its compact constructor checks all of them. A component {@code
 * maxAge} is the key {@code max-age}.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package dev.gatehouse.core.settings;

import org.jspecify.annotations.NullMarked;
