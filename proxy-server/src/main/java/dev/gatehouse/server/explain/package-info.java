/**
 * What becomes of a request, in words: for the command {@code explain}, and for whoever asks the
 * admin API about requests and routes.
 *
 * <p>Threading: any thread; a request that is explained meets the very filters and tables that
 * serve, and is sent to nobody.
 */
@NullMarked
package dev.gatehouse.server.explain;

import org.jspecify.annotations.NullMarked;
