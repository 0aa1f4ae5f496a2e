package dev.gatehouse.core.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.UpstreamChoice;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.pool.ConnectionPermits;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.Loop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The connections of one loop, with an opener whose dials the test decides. */
final class BackendConnectionsTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ManualClock clock = new ManualClock();
  private final Loop loop = new Loop(channel.eventLoop(), 0, clock);
  private Backend backend = backend(1);
  private boolean left;

  private static Backend backend(int max) {
    BackendPool pool =
        new BackendPool(
            new PoolSettings(
                "p",
                List.of(
                    new BackendSettings(BackendUrl.parse("http://127.0.0.1:1"), 1, max, false))),
            settings -> BackendObserver.NONE);
    return pool.backends().getFirst();
  }

  private static FakeOpener opener(int queue, int warm) {
    return new FakeOpener(
        new ConnectionSettings(
            4, queue, Duration.ofSeconds(2), Duration.ofSeconds(20), warm, 0, Duration.ZERO));
  }

  private BackendConnections connections(FakeOpener opener, int max) {
    backend = backend(max);
    return new BackendConnections(
        loop, "p", backend, opener, opener.settings().warm(), () -> left = true);
  }

  private void pass(Duration time) {
    clock.advance(time);
    loop.deadlines().sweep(clock.nanos());
    channel.runPendingTasks();
  }

  private boolean permitFree() {
    var share = backend.connections().join(loop.executor(), new NoHolder());
    boolean free = share.tryAcquire();
    if (free) {
      share.release();
    }
    share.leave();
    return free;
  }

  @Test
  void aTunnelHasAConnectionOfItsOwnUnderTheSameBound() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 2);
    FakeAsker plain = new FakeAsker(pool);
    opener.open().end();
    assertThat(pool.stats().idle()).isEqualTo(1);
    FakeAsker tunnel = new FakeAsker(pool, UpstreamChoice.TUNNEL);
    assertThat(tunnel.got()).as("though one is idle").isNull();
    FakeConnection own = opener.open();
    assertThat(tunnel.got()).isSameAs(own).isNotSameAs(plain.got());
    assertThat(pool.stats().open()).isEqualTo(2);

    own.end();
    assertThat(own.closed()).as("not kept").isTrue();
    assertThat(pool.stats().open()).isEqualTo(1);
  }

  @Test
  void aTunnelWaitsForAPermitAndNoLongerThanOthers() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    FakeAsker plain = new FakeAsker(pool);
    FakeConnection only = opener.open();
    assertThat(plain.got()).isSameAs(only);
    FakeAsker first = new FakeAsker(pool, UpstreamChoice.TUNNEL);
    pass(Duration.ofMillis(1500));
    FakeAsker second = new FakeAsker(pool, UpstreamChoice.TUNNEL);
    pass(Duration.ofSeconds(1));
    assertThat(first.failure()).isEqualTo(FailureReason.QUEUE_TIMEOUT);
    only.retire();
    pass(Duration.ofMillis(1));
    opener.open();
    assertThat(second.got()).isNotNull();
  }

  @Test
  void aTunnelThatIsGivenUpClosesWhatWasDialledForIt() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    FakeAsker asker = new FakeAsker(pool, UpstreamChoice.TUNNEL);
    pool.abandon(asker);
    assertThat(opener.open().closed()).isTrue();
    assertThat(asker.got()).isNull();
    assertThat(permitFree()).isTrue();
  }

  @Test
  void theConnectionUsedLastIsUsedNext() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 4);
    FakeAsker a = new FakeAsker(pool);
    FakeAsker b = new FakeAsker(pool);
    FakeConnection first = opener.open();
    FakeConnection second = opener.open();
    first.end();
    second.end();

    FakeAsker c = new FakeAsker(pool);

    assertThat(a.got()).isSameAs(first);
    assertThat(b.got()).isSameAs(second);
    assertThat(c.got()).isSameAs(second);
    assertThat(pool.stats().idle()).isEqualTo(1);
  }

  @Test
  void aQueueOfNoneStillLetsConnectionsBeOpened() {
    FakeOpener opener = opener(0, 0);
    BackendConnections pool = connections(opener, 1);

    FakeAsker first = new FakeAsker(pool);
    FakeAsker second = new FakeAsker(pool);
    opener.open();

    assertThat(first.got()).isNotNull();
    assertThat(second.failure()).isEqualTo(FailureReason.QUEUE_FULL);
  }

  @Test
  void whoWaitsLongestIsServedFirst() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    FakeAsker first = new FakeAsker(pool);
    FakeConnection only = opener.open();
    FakeAsker second = new FakeAsker(pool);
    FakeAsker third = new FakeAsker(pool);

    only.end();

    assertThat(first.got()).isSameAs(only);
    assertThat(second.got()).isSameAs(only);
    assertThat(third.got()).isNull();
    assertThat(pool.stats().waiting()).isEqualTo(1);
  }

  @Test
  void whoWaitsTooLongFails() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    new FakeAsker(pool);
    opener.open();
    FakeAsker second = new FakeAsker(pool);

    pass(Duration.ofSeconds(3));

    assertThat(second.failure()).isEqualTo(FailureReason.QUEUE_TIMEOUT);
    assertThat(pool.stats().waiting()).isZero();
  }

  @Test
  void whoWaitsForADialWaitsWithItButNotForEver() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    FakeAsker first = new FakeAsker(pool);
    FakeAsker second = new FakeAsker(pool);

    pass(Duration.ofSeconds(3));
    assertThat(first.failure()).isNull();
    assertThat(second.failure()).isEqualTo(FailureReason.QUEUE_TIMEOUT);

    FakeAsker third = new FakeAsker(pool);
    opener.open();
    assertThat(first.got()).isNotNull();
    pass(Duration.ofSeconds(3));
    assertThat(third.failure()).isEqualTo(FailureReason.QUEUE_TIMEOUT);
  }

  @Test
  void aFailedDialFailsOneRequestAndTheNextIsDialledFor() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    FakeAsker first = new FakeAsker(pool);
    FakeAsker second = new FakeAsker(pool);

    opener.fail();
    channel.runPendingTasks();
    opener.open();

    assertThat(first.failure()).isEqualTo(FailureReason.CONNECT_REFUSED);
    assertThat(second.got()).isNotNull();
  }

  @Test
  void permitsComeBackWhateverBecomesOfAConnection() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    new FakeAsker(pool);
    opener.fail();
    assertThat(permitFree()).isTrue();

    FakeAsker asker = new FakeAsker(pool);
    FakeConnection connection = opener.open();
    assertThat(permitFree()).isFalse();
    assertThat(asker.got()).isSameAs(connection);
    connection.end();
    assertThat(permitFree()).isFalse();
    connection.retire();
    channel.runPendingTasks();
    assertThat(permitFree()).isTrue();
    assertThat(pool.stats().open()).isZero();
    assertThat(pool.stats().idle()).isZero();
  }

  @Test
  void aPermitThatIsNoLongerNeededGoesBack() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    new FakeAsker(pool);
    FakeConnection connection = opener.open();
    FakeAsker second = new FakeAsker(pool);

    pool.abandon(second);
    connection.retire();
    channel.runPendingTasks();

    assertThat(opener.dials()).isZero();
    assertThat(permitFree()).isTrue();
  }

  @Test
  void whoNeedsAFreshConnectionGetsThePermitOfAnIdleOne() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    new FakeAsker(pool);
    FakeConnection connection = opener.open();
    connection.end();

    FakeAsker fresh = new FakeAsker(pool, true);
    channel.runPendingTasks();
    FakeConnection second = opener.open();

    assertThat(connection.closed()).isTrue();
    assertThat(fresh.got()).isSameAs(second);
  }

  @Test
  void aFreedConnectionIsNotFreshEnough() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    new FakeAsker(pool);
    FakeConnection used = opener.open();
    FakeAsker fresh = new FakeAsker(pool, true);

    used.end();
    channel.runPendingTasks();
    FakeConnection second = opener.open();

    assertThat(used.closed()).isTrue();
    assertThat(fresh.got()).isSameAs(second);
  }

  @Test
  void anIdleConnectionThatGrewTooOldIsClosedAndAnotherOpened() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    new FakeAsker(pool);
    FakeConnection old = opener.open();
    old.end();
    old.growOld();

    FakeAsker next = new FakeAsker(pool);
    channel.runPendingTasks();
    FakeConnection young = opener.open();

    assertThat(old.closed()).isTrue();
    assertThat(next.got()).isSameAs(young);
  }

  @Test
  void whatIsIdleTooLongIsClosed() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    new FakeAsker(pool);
    FakeConnection connection = opener.open();
    connection.end();

    pass(Duration.ofSeconds(1));
    assertThat(connection.closed()).isFalse();
    pass(Duration.ofSeconds(20));
    assertThat(connection.closed()).isTrue();
    assertThat(pool.stats().open()).isZero();
  }

  @Test
  void warmConnectionsAreOpenedAndReplaced() {
    FakeOpener opener = opener(8, 2);
    BackendConnections pool = connections(opener, 4);

    pool.warmUp();
    assertThat(opener.dials()).isEqualTo(2);
    FakeConnection first = opener.open();
    opener.open();
    assertThat(pool.stats().idle()).isEqualTo(2);

    first.retire();
    pass(Duration.ofSeconds(1));
    assertThat(opener.dials()).isEqualTo(1);
  }

  @Test
  void warmConnectionsThatFailAtOnceAreTriedOnceATick() {
    FakeOpener opener = opener(8, 3);
    opener.failAtOnce();
    BackendConnections pool = connections(opener, 4);

    pool.warmUp();

    assertThat(opener.attempts()).isEqualTo(3);
    assertThat(pool.stats().open()).isZero();
    assertThat(permitFree()).isTrue();
  }

  @Test
  void aClosedPoolServesWhoWaitsAndKeepsNothing() {
    FakeOpener opener = opener(8, 0);
    BackendConnections pool = connections(opener, 1);
    FakeAsker asker = new FakeAsker(pool);

    pool.close();
    assertThat(left).isFalse();
    FakeConnection connection = opener.open();
    assertThat(asker.got()).isSameAs(connection);
    connection.end();

    assertThat(connection.closed()).isTrue();
    assertThat(left).isTrue();
    assertThat(permitFree()).isTrue();
  }

  /** Waits for nothing. */
  private static final class NoHolder implements ConnectionPermits.Holder {
    @Override
    public void granted() {}

    @Override
    public void wanted() {}
  }

  static Failure refused() {
    return Failure.of(FailureReason.CONNECT_REFUSED);
  }
}
