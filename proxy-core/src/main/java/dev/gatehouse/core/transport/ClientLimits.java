package dev.gatehouse.core.transport;

import dev.gatehouse.core.settings.LimitSettings;

/**
 * What a client's connection may take, in the units that connections count in.
 *
 * @param requestLine bytes of the longest request line
 * @param headerBytes bytes of the largest header section, request line not counted
 * @param headerCount the most field lines
 * @param headerMillis from the first byte of a request to the end of its head
 * @param bodyMillis the longest pause within a request body that is wanted
 * @param bodyMinRate bytes per second that a request body has to arrive with on average, once it
 *     was waited for longer than {@code bodyMillis}; 0 for any
 * @param writeMillis how long a client may take no byte of a response
 * @param keepAliveMillis how long a connection may be idle
 * @param requests how many requests a connection may carry
 * @param ageMillis how old a connection may become
 */
public record ClientLimits(
    int requestLine,
    int headerBytes,
    int headerCount,
    long headerMillis,
    long bodyMillis,
    long bodyMinRate,
    long writeMillis,
    long keepAliveMillis,
    int requests,
    long ageMillis) {
  /** The limits as configured. */
  public static ClientLimits of(LimitSettings settings) {
    return new ClientLimits(
        (int) settings.requestLine().bytes(),
        (int) settings.headers().size().bytes(),
        settings.headers().count(),
        settings.headerTimeout().toMillis(),
        settings.bodyTimeout().toMillis(),
        settings.bodyMinRate().bytes(),
        settings.writeTimeout().toMillis(),
        settings.keepAlive().toMillis(),
        settings.connectionRequests(),
        settings.connectionAge().toMillis());
  }
}
