/** Tests of name resolution against a name server of the tests' own. */
@NullMarked
package dev.gatehouse.core.transport.resolve;

import org.jspecify.annotations.NullMarked;
