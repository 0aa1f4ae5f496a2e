/**
 * Network addresses as values: networks in CIDR notation and sets of them, shared by routing,
 * trusted proxies and access rules.
 *
 * <p>Threading: everything here is immutable.
 */
@NullMarked
package dev.gatehouse.core.net;

import org.jspecify.annotations.NullMarked;
