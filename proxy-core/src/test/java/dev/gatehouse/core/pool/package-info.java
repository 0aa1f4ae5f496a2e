/** Tests of the choice of backends, of their names, and of the bound on their connections. */
@NullMarked
package dev.gatehouse.core.pool;

import org.jspecify.annotations.NullMarked;
