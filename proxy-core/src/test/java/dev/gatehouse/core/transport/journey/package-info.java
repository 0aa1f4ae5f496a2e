/** Whole journeys: bytes of a client, bytes at a backend, and everything between, in one thread. */
@NullMarked
package dev.gatehouse.core.transport.journey;

import org.jspecify.annotations.NullMarked;
