package dev.gatehouse.core.pool;

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
 * @param why what brought it there
 * @param weight its share as configured
 * @param backup whether it is kept in reserve
 * @param active requests it has now
 * @param ejections how often it was ejected since the start
 */
public record BackendState(
    String backend,
    String address,
    String standing,
    String why,
    int weight,
    boolean backup,
    int active,
    long ejections) {
  static BackendState of(Backend backend) {
    InetSocketAddress at = backend.address();
    Report report = backend.report();
    return new BackendState(
        backend.name(),
        NetUtil.toSocketAddressString(at),
        report.standing().code(),
        report.why(),
        backend.weight(),
        backend.settings().backup(),
        backend.active(),
        report.ejections());
  }
}
