/**
 * Backends listed in files of their own, which are read again when they change.
 *
 * <p>Threading: files are read by the thread that loads a configuration, then by one thread that
 * looks at them; what they say is handed to the control plane of the pool.
 */
@NullMarked
package dev.gatehouse.server.discovery;

import org.jspecify.annotations.NullMarked;
