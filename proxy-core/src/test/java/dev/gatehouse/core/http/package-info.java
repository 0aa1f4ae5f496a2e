/** Tests of HTTP as values. */
@NullMarked
package dev.gatehouse.core.http;

import org.jspecify.annotations.NullMarked;
