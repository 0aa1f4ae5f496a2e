/** Tests of what a reload changes and what is kept of it. */
@NullMarked
package dev.gatehouse.server.reload;

import org.jspecify.annotations.NullMarked;
