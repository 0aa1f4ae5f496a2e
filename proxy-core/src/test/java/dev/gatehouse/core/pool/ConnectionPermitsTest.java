package dev.gatehouse.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.testing.ManualLoop;
import org.junit.jupiter.api.Test;

final class ConnectionPermitsTest {
  private final ConnectionPermits permits = new ConnectionPermits(1);
  private final Loop one = new Loop();
  private final Loop two = new Loop();
  private final Loop three = new Loop();

  /** An event loop that counts what it is told. */
  private final class Loop implements ConnectionPermits.Holder {
    final ManualLoop loop = new ManualLoop();
    final ConnectionPermits.Share share = permits.join(loop.executor(), this);
    int granted;
    int wanted;

    @Override
    public void granted() {
      granted++;
    }

    @Override
    public void wanted() {
      wanted++;
    }

    void run() {
      loop.run();
    }
  }

  @Test
  void givesNoMoreThanThereAre() {
    assertThat(one.share.tryAcquire()).isTrue();
    assertThat(one.share.tryAcquire()).isFalse();
    assertThat(two.share.tryAcquire()).isFalse();
    one.share.release();
    assertThat(two.share.tryAcquire()).isTrue();
  }

  @Test
  void handsAFreedPermitToTheLoopThatWaitedLongest() {
    assertThat(one.share.tryAcquire()).isTrue();
    two.share.await();
    three.share.await();
    one.share.release();
    assertThat(one.share.tryAcquire()).as("not to who merely asks").isFalse();
    two.run();
    three.run();
    assertThat(two.granted).isEqualTo(1);
    assertThat(three.granted).isZero();
    two.share.release();
    three.run();
    assertThat(three.granted).isEqualTo(1);
  }

  @Test
  void countsWaitingTwiceOnce() {
    assertThat(one.share.tryAcquire()).isTrue();
    two.share.await();
    two.share.await();
    one.share.release();
    two.run();
    two.share.release();
    two.run();
    assertThat(two.granted).isEqualTo(1);
    assertThat(one.share.tryAcquire()).isTrue();
  }

  @Test
  void grantsAtOnceToWhoWaitsWhileAPermitIsFree() {
    one.share.await();
    one.run();
    assertThat(one.granted).isEqualTo(1);
    assertThat(two.share.tryAcquire()).isFalse();
  }

  @Test
  void asksOtherLoopsForIdleConnectionsWhileOneWaits() {
    assertThat(one.share.tryAcquire()).isTrue();
    assertThat(one.share.parked()).as("nobody waits").isFalse();
    two.share.await();
    one.run();
    three.run();
    assertThat(one.wanted).isEqualTo(1);
    assertThat(three.wanted).as("it has none").isZero();
  }

  @Test
  void tellsWhoParksAConnectionThatItIsWanted() {
    assertThat(one.share.tryAcquire()).isTrue();
    two.share.await();
    assertThat(one.share.parked()).isTrue();
  }

  @Test
  void passesOnThePermitOfALoopThatLeft() {
    assertThat(one.share.tryAcquire()).isTrue();
    two.share.await();
    three.share.await();
    one.share.release();
    two.share.leave();
    two.run();
    three.run();
    assertThat(two.granted).isZero();
    assertThat(three.granted).isEqualTo(1);
  }

  @Test
  void forgetsAWaitingLoopThatLeft() {
    assertThat(one.share.tryAcquire()).isTrue();
    two.share.await();
    two.share.leave();
    one.share.release();
    assertThat(one.share.tryAcquire()).isTrue();
  }
}
