/** Support that the tests of every module share. */
@NullMarked
package dev.gatehouse.core.testing;

import org.jspecify.annotations.NullMarked;
