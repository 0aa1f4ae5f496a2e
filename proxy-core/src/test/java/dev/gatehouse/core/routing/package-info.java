/** Tests of routes and the table that finds them. */
@NullMarked
package dev.gatehouse.core.routing;

import org.jspecify.annotations.NullMarked;
