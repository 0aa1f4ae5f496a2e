/**
 * TLS towards clients and backends: which engine, which certificate for which name, which sessions
 * can be resumed, and what happens when files change.
 *
 * <p>{@link dev.gatehouse.tls.CertificateStore} is the listener's side, {@link
 * dev.gatehouse.tls.BackendTls} the pool's; {@link dev.gatehouse.tls.TlsState} is what outlives
 * their reloads and {@link dev.gatehouse.tls.TlsRefresher} what makes them look at their files.
 *
 * <p>Threading: settings, certificates and contexts are immutable; stores, state and statistics are
 * shared, guarded by themselves; what is installed in a channel is confined to its event loop.
 * Loading and refreshing read files and do not belong on an event loop.
 */
@NullMarked
package dev.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
