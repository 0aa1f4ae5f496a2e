package dev.gatehouse.server.telemetry;

/**
 * What a route has had since the start.
 *
 * @param requests those that ended
 * @param failures of these, those that failed
 */
public record RouteTally(long requests, long failures) {}
