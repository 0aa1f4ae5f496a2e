package dev.gatehouse.core.pool;

import dev.gatehouse.core.health.Circuit;
import dev.gatehouse.core.health.Report;
import dev.gatehouse.core.health.Standing;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/**
 * How one backend of a pool stands, for the admin API and metrics.
 *
 * @param backend the backend as configured
 * @param address where it is
 * @param standing how it stands, the code of a {@link Standing}
 * @param circuit the same in the words of circuit breakers, the code of a {@link Circuit}
 * @param why what brought it there
 * @param weight its share as configured
 * @param backup whether it is kept in reserve
 * @param active requests it has now
 * @param limit how many it may have at a time; 0: no bound of its own
 * @param ejections how often it was ejected since the start
 */
public record BackendState(
    String backend,
    String address,
    String standing,
    String circuit,
    String why,
    int weight,
    boolean backup,
    int active,
    int limit,
    long ejections) {
  static BackendState of(Backend backend) {
    InetSocketAddress at = backend.address();
    Report report = backend.report();
    return new BackendState(
        backend.name(),
        NetUtil.toSocketAddressString(at),
        report.standing().code(),
        Circuit.of(report.standing(), backend.outcomes().onTrial()).code(),
        report.why(),
        backend.weight(),
        backend.settings().backup(),
        backend.active(),
        backend.mostRequests(),
        report.ejections());
  }
}
