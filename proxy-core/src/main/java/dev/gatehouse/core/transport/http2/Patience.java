package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.settings.LimitSettings;

/**
 * How long a connection bears with a client, in nanoseconds, and how slowly it may send.
 *
 * @param headNanos for the connection preface
 * @param bodyNanos for more of a request's content
 * @param writeNanos for the client to take what is written
 * @param idleNanos without any stream
 * @param bodyBytesPerSecond the least rate of a request's content; 0: none
 * @param requests how many requests it may carry
 * @param ageNanos how old it may become
 */
record Patience(
    long headNanos,
    long bodyNanos,
    long writeNanos,
    long idleNanos,
    long bodyBytesPerSecond,
    int requests,
    long ageNanos) {
  static Patience of(LimitSettings limits) {
    return new Patience(
        limits.headerTimeout().toNanos(),
        limits.bodyTimeout().toNanos(),
        limits.writeTimeout().toNanos(),
        limits.keepAlive().toNanos(),
        limits.bodyMinRate().bytes(),
        limits.connectionRequests(),
        limits.connectionAge().toNanos());
  }
}
