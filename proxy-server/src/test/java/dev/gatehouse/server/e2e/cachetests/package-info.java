/**
 * The public suite http-tests/cache-tests, played against the server as a whole: its cases as data,
 * its client and its origin written again, and a wall clock that is moved where the suite waits.
 */
@NullMarked
package dev.gatehouse.server.e2e.cachetests;

import org.jspecify.annotations.NullMarked;
