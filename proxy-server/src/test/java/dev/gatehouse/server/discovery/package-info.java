/** Tests of backends listed in files. */
@NullMarked
package dev.gatehouse.server.discovery;

import org.jspecify.annotations.NullMarked;
