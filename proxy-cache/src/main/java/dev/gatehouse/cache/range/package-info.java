/**
 * Parts of responses (RFC 9110 §14, RFC 9111 §3.3 and §3.4): which part a request asks for, how it
 * is answered from what is stored, and how stored parts grow together. Pure functions of header
 * fields and positions, and bodies of what they have decided, which are confined to the event loop
 * of their exchange.
 */
@NullMarked
package dev.gatehouse.cache.range;

import org.jspecify.annotations.NullMarked;
