package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that answer an upload at its head, and close. */
class EarlyAnswerTest {
  private static final int ROUNDS = 20;
  private static final byte[] UPLOAD = new byte[4 << 20];

  /** Closing with the upload unread resets the connection behind the answer. */
  private static final Origin.Script REFUSING =
      (origin, wire) -> {
        wire.head();
        wire.send("HTTP/1.1 413 Content Too Large\nContent-Length: 3\nConnection: close\n\nbig");
      };

  private static Gateway gateway(Origin origin, String mode) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ["%s"]}}
        routes: [{pool: app, request-body: {mode: %s}}]
        """
            .formatted(origin.url(), mode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "stream"})
  void reachTheClient(String mode) throws Exception {
    try (Origin origin = Origin.start(REFUSING);
        Gateway gateway = gateway(origin, mode)) {
      for (int i = 0; i < ROUNDS; i++) {
        try (Wire wire = Wire.connect(gateway.address("web"))) {
          assertThat(upload(wire)).as("round " + i).isEqualTo("413 big");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "stream"})
  void reachTheClientOverHttp2(String mode) throws Exception {
    try (Origin origin = Origin.start(REFUSING);
        Gateway gateway = gateway(origin, mode);
        Client client = Http2Client.connect(gateway.address("web"))) {
      for (int i = 0; i < ROUNDS; i++) {
        Reply reply = client.send(Ask.post("/", UPLOAD));
        assertThat(reply.status() + " " + reply.text()).as("round " + i).isEqualTo("413 big");
      }
    }
  }

  private static String upload(Wire wire) throws IOException, InterruptedException {
    wire.send("POST / HTTP/1.1\nHost: a\nContent-Length: " + UPLOAD.length + "\n\n");
    Thread sending = Thread.ofVirtual().start(() -> sendAll(wire));
    Message answer = wire.answer();
    wire.socket().shutdownOutput();
    sending.join();
    return answer.status() + " " + answer.text();
  }

  private static void sendAll(Wire wire) {
    try {
      wire.send(UPLOAD);
    } catch (IOException e) {
      // refused meanwhile
    }
  }
}
