package dev.gatehouse.core.transport.http2;

import static dev.gatehouse.core.transport.http2.FakeIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.Headers;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Windows towards clients, in both directions. */
final class ServerFlowControlTest {
  private final ServerRig rig = new ServerRig();
  private final FramePeer client = rig.client;
  private final FakeIntake intake = rig.intake;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void givesWindowsBackOnlyAsContentIsRead() {
    client
        .post(1, "/")
        .data(1, ServerRig.zeros(16_384), false)
        .data(1, ServerRig.zeros(16_384), false);
    client.data(1, ServerRig.zeros(16_384), false);
    assertThat(client.received("WINDOW_UPDATE 1")).isEmpty();
    assertThat(FakeIntake.read(intake.last().request().body())).hasSize(3 * 16_384);
    client.turn();
    assertThat(client.received("WINDOW_UPDATE 1"))
        .singleElement()
        .satisfies(line -> assertThat(increment(line)).isBetween(32_768, 3 * 16_384));
  }

  private static int increment(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void sendsAsMuchAsTheWindowAllowsAndTheRestLater() {
    client.get(1, "/").get(3, "/");
    answer(intake.dispatched.get(0), 200, "x".repeat(100_000));
    client.turn();
    assertThat(client.content).hasSize(65_535);
    // the connection's window is used up: other streams wait for it, and only for it
    client.windowUpdate(0, 1_000_000);
    answer(intake.dispatched.get(1), 200, "done");
    client.turn();
    assertThat(client.received("DATA 3")).containsExactly("DATA 3 end 4");
    assertThat(intake.ends).containsExactly("sent");
    client.windowUpdate(1, 100_000);
    assertThat(client.content).hasSize(100_004);
    assertThat(intake.ends).containsExactly("sent", "sent");
  }

  @Test
  void stopsTheSourceOfAStreamThatIsNotRead() {
    client.get(1, "/");
    ServerRig.NoFeed feed = new ServerRig.NoFeed();
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    intake.last().stream().respond(new Response(200, new Headers(), body));
    for (int i = 0; i < 100; i++) {
      body.offer(ServerRig.zeros(10_000));
    }
    client.turn();
    assertThat(client.content).hasSize(65_535);
    assertThat(body.buffered()).isGreaterThan(1_000_000 - 65_535 - 2 * 65_536);
    client.clock.advance(Duration.ofSeconds(7));
    client.windowUpdate(0, 10_000_000).windowUpdate(1, 10_000_000);
    assertThat(body.buffered()).isZero();
    client.clock.advance(Duration.ofSeconds(7));
    body.complete(null);
    client.turn();
    assertThat(Objects.requireNonNull(intake.last().trail()).stalled())
        .as("the time in which the client did not read")
        .isEqualTo(Duration.ofSeconds(7).toNanos());
    assertThat(intake.last().isFirst()).isTrue();
    assertThat(client.content).hasSize(1_000_000);
    assertThat(intake.ends).containsExactly("sent");
  }

  @Test
  void oneStreamThatStopsDoesNotStopFiftyOthers() {
    String mebibyte = "x".repeat(1 << 20);
    client.windowUpdate(0, 100 << 20);
    for (int i = 0; i <= 50; i++) {
      int stream = 1 + 2 * i;
      client.get(stream, "/");
      answer(intake.last(), 200, mebibyte);
      if (i > 0) {
        client.windowUpdate(stream, 2 << 20);
      }
    }
    client.turn();
    assertThat(intake.ends).hasSize(50).containsOnly("sent");
    assertThat(client.content).hasSize((50 << 20) + 65_535);
    client.windowUpdate(1, 2 << 20);
    assertThat(intake.ends).hasSize(51);
  }

  @Test
  void oneReaderThatStopsDoesNotStopFiftyOthers() {
    client.post(1, "/").data(1, ServerRig.zeros(16_384), false); // nobody reads it
    for (int i = 1; i <= 50; i++) {
      int stream = 1 + 2 * i;
      client.post(stream, "/");
      Body body = intake.last().request().body();
      for (int sent = 0; sent < 1 << 20; sent += 16_384) {
        client.data(stream, ServerRig.zeros(16_384), false);
        assertThat(FakeIntake.read(body)).hasSize(16_384);
      }
      client.data(stream, "", true);
      assertThat(body.ended()).isTrue();
    }
    assertThat(client.received("GOAWAY")).isEmpty();
    assertThat(FakeIntake.read(intake.dispatched.getFirst().request().body())).hasSize(16_384);
  }
}
