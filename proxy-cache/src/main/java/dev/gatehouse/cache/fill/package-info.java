/**
 * The content of a response while it arrives, for any number of readers on any event loop. The
 * source is pulled on one loop, its home; what lies between home and readers is a list that only
 * home appends to, shared without locks.
 */
@NullMarked
package dev.gatehouse.cache.fill;

import org.jspecify.annotations.NullMarked;
