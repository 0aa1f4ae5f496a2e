package dev.gatehouse.server.overview;

import dev.gatehouse.server.telemetry.Connections;
import dev.gatehouse.server.telemetry.Totals;

/**
 * What the numbers of the process are at one moment.
 *
 * @param number counts readings, from 0
 * @param nanos when, by a clock that never goes back
 * @param totals of requests since the start
 * @param connections of clients
 * @param memory bytes that buffers hold
 * @param heap bytes of the heap that are in use
 * @param cpu what the process uses of all cores, 0 to 1; less than 0 where that is not known
 */
public record Reading(
    long number,
    long nanos,
    Totals totals,
    Connections connections,
    long memory,
    long heap,
    double cpu) {}
