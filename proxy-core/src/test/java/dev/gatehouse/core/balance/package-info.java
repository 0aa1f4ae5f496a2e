/** Tests of the choice among candidates: of its fairness, and of what a change moves. */
@NullMarked
package dev.gatehouse.core.balance;

import org.jspecify.annotations.NullMarked;
