package dev.gatehouse.core.transport;

/**
 * What a client's connection may take, in the units that connections count in.
 *
 * @param requestLine bytes of the longest request line
 * @param headerBytes bytes of the largest header section, request line not counted
 * @param headerCount the most field lines
 * @param headerMillis from the first byte of a request to the end of its head
 * @param bodyMillis the longest pause within a request body that is wanted
 * @param writeMillis how long a client may take no byte of a response
 * @param keepAliveMillis how long a connection may be idle
 */
public record ClientLimits(
    int requestLine,
    int headerBytes,
    int headerCount,
    long headerMillis,
    long bodyMillis,
    long writeMillis,
    long keepAliveMillis) {}
