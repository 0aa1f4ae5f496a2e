/** Tests of what is concluded about backends. */
@NullMarked
package dev.gatehouse.core.health;

import org.jspecify.annotations.NullMarked;
