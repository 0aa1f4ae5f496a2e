/** Tests of what paths a route takes. */
@NullMarked
package dev.gatehouse.core.filter.path;

import org.jspecify.annotations.NullMarked;
