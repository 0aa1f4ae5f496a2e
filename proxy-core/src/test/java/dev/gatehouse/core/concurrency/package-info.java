@NullMarked
package dev.gatehouse.core.concurrency;

import org.jspecify.annotations.NullMarked;
