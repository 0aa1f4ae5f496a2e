package dev.gatehouse.core.transport.http2;

import static dev.gatehouse.core.transport.http2.FakeIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.settings.LimitSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's connection in time: idle, slow, old, drained. */
final class LifetimeTest {
  private static final long CANCEL = 8;

  private final ServerRig rig = new ServerRig();
  private final FramePeer client = rig.client;
  private final FakeIntake intake = rig.intake;
  private final Http2ServerConnection server = rig.server;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void drainsByTwoGoAways() {
    client.get(1, "/");
    server.drain();
    client.turn();
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 2147483647 0");
    String ping = client.received("PING").getFirst();
    client.get(3, "/"); // was under way
    client.ping(true, Long.parseLong(ping.substring(5)));
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 2147483647 0", "GOAWAY 3 0");
    client.get(5, "/"); // too late
    assertThat(intake.dispatched).hasSize(2);
    intake.dispatched.forEach(exchange -> answer(exchange, 200, "ok"));
    client.turn();
    assertThat(intake.ends).containsExactly("sent", "sent");
    client.advance(Duration.ofMillis(1100));
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void drainsWithoutTheClientsHelp() {
    server.drain();
    client.turn().advance(Duration.ofMillis(1100));
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 2147483647 0", "GOAWAY 0 0");
    client.advance(Duration.ofMillis(1100));
    assertThat(client.channel.isActive()).isFalse();
  }

  @Test
  void endsAnIdleConnection() {
    client.get(1, "/");
    answer(intake.last(), 200, "ok");
    client.turn().advance(Duration.ofSeconds(74));
    assertThat(client.channel.isActive()).isTrue();
    client.advance(Duration.ofSeconds(3));
    assertThat(client.received("GOAWAY")).containsExactly("GOAWAY 1 0");
    assertThat(client.channel.isActive()).isFalse();
    assertThat(rig.endings).containsExactly(Ending.KEEP_ALIVE);
  }

  @Test
  void keepsAConnectionThatIsBusy() {
    client.get(1, "/").advance(Duration.ofSeconds(200));
    answer(intake.last(), 200, "ok");
    client.turn();
    assertThat(intake.ends).containsExactly("sent");
  }

  @Test
  void cutsAClientThatDoesNotRead() {
    client.get(1, "/");
    answer(intake.last(), 200, "x".repeat(100_000));
    client.turn().advance(Duration.ofSeconds(59));
    assertThat(intake.ends).isEmpty();
    client.advance(Duration.ofSeconds(3));
    assertThat(intake.ends).containsExactly("client-stalled");
    assertThat(client.received("RST_STREAM")).containsExactly("RST_STREAM 1 " + CANCEL);
  }

  @Test
  void failsContentThatDoesNotCome() {
    client.post(1, "/").data(1, "abc", false);
    Body body = intake.last().request().body();
    assertThat(FakeIntake.read(body)).isEqualTo("abc");
    client.advance(Duration.ofSeconds(60)); // not waited for
    assertThat(body.failure()).isNull();
    body.demand(() -> {});
    client.advance(Duration.ofSeconds(32));
    assertThat(body.failure()).isEqualTo(Failure.of(FailureReason.BODY_TIMEOUT));
    answer(intake.last(), 408, "too slow");
    client.turn();
    assertThat(client.received("HEADERS")).singleElement().asString().contains(":status=408");
  }

  @Test
  void failsContentThatTrickles() {
    client.post(1, "/");
    Body body = intake.last().request().body();
    for (int i = 0; i < 10; i++) {
      body.demand(() -> {});
      client.advance(Duration.ofSeconds(5)).data(1, "x", false);
      FakeIntake.read(body);
    }
    assertThat(body.failure()).isEqualTo(Failure.of(FailureReason.BODY_TIMEOUT));
  }

  @Test
  void closesAConnectionWithoutAPreface() {
    try (ServerRig silent = new ServerRig(new LimitSettings(), false)) {
      silent.client.turn().advance(Duration.ofSeconds(9));
      assertThat(silent.client.channel.isActive()).isTrue();
      silent.client.advance(Duration.ofSeconds(2));
      assertThat(silent.client.channel.isActive()).isFalse();
      assertThat(silent.endings).containsExactly(Ending.HEADER_TIMEOUT);
    }
  }

  @Test
  void endsAConnectionThatTakesNothingAnyMore() {
    client.get(1, "/");
    client.windowUpdate(0, 10_000_000).windowUpdate(1, 10_000_000).stopReading();
    answer(intake.last(), 200, "x".repeat(1_000_000));
    client.turn().advance(Duration.ofSeconds(58));
    assertThat(client.channel.isActive()).isTrue();
    client.advance(Duration.ofSeconds(5));
    assertThat(client.channel.isActive()).isFalse();
    assertThat(rig.endings).containsExactly(Ending.CLIENT_STALLED);
    assertThat(intake.ends).hasSize(1);
  }

  @Test
  void endsAConnectionThatHasCarriedItsRequests() {
    try (ServerRig few = new ServerRig(TestLimits.of(3, Duration.ofHours(1)))) {
      for (int i = 0; i < 3; i++) {
        few.client.get(1 + 2 * i, "/");
        answer(few.intake.last(), 200, "ok");
        few.client.turn();
      }
      assertThat(few.client.received("GOAWAY")).containsExactly("GOAWAY 2147483647 0");
      assertThat(few.intake.ends).containsExactly("sent", "sent", "sent");
      few.client.get(7, "/"); // was under way
      answer(few.intake.last(), 200, "ok");
      few.client.turn().advance(Duration.ofMillis(2200));
      assertThat(few.intake.ends).hasSize(4);
      assertThat(few.client.received("GOAWAY")).endsWith("GOAWAY 7 0");
      assertThat(few.client.channel.isActive()).isFalse();
      assertThat(few.endings).containsExactly(Ending.REQUESTS);
    }
  }

  @Test
  void endsAConnectionThatIsOld() {
    try (ServerRig old = new ServerRig(TestLimits.of(100, Duration.ofSeconds(50)))) {
      old.client.get(1, "/").advance(Duration.ofMillis(49_900));
      assertThat(old.client.received("GOAWAY")).isEmpty();
      old.client.advance(Duration.ofSeconds(7));
      assertThat(old.client.received("GOAWAY")).first().isEqualTo("GOAWAY 2147483647 0");
      answer(old.intake.last(), 200, "in time");
      old.client.turn().advance(Duration.ofMillis(2200));
      assertThat(old.intake.ends).containsExactly("sent");
      assertThat(old.client.channel.isActive()).isFalse();
      assertThat(old.endings).containsExactly(Ending.AGE);
    }
  }
}
