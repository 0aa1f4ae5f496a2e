/** Tests of networks and sets of them. */
@NullMarked
package dev.gatehouse.core.net;

import org.jspecify.annotations.NullMarked;
