/** The proxy's core: one request's journey from a client's connection to a backend and back. */
@NullMarked
package dev.gatehouse.core;

import org.jspecify.annotations.NullMarked;
