package dev.gatehouse.server.restart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnixSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String name = "gatehouse/test/" + UUID.randomUUID();
  private UnixSocket listening;
  private UnixSocket near;
  private UnixSocket far;

  @BeforeEach
  void connect() throws IOException {
    assumeTrue(SystemCalls.available(), "needs Linux");
    listening = UnixSocket.listening(name);
    near = UnixSocket.connected(name, PATIENCE);
    far = listening.accept();
    far.patience(PATIENCE);
  }

  @AfterEach
  void close() {
    if (far != null) {
      far.close();
      near.close();
      listening.close();
    }
  }

  @Test
  void messagesArriveWholeOneByOne() throws IOException {
    near.send("one".getBytes(UTF_8), OptionalInt.empty());
    near.send("two".getBytes(UTF_8), OptionalInt.empty());

    assertThat(text()).isEqualTo("one");
    assertThat(text()).isEqualTo("two");
  }

  private String text() throws IOException {
    UnixSocket.Message message = Objects.requireNonNull(far.receive());
    assertThat(message.descriptor()).isEmpty();
    return new String(message.content(), UTF_8);
  }

  @Test
  void anEndThatIsClosedIsNoMessage() throws IOException {
    near.close();

    assertThat(far.receive()).isNull();
    assertThatThrownBy(() -> far.send(new byte[] {1}, OptionalInt.empty()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void silenceIsTheTimeoutOfSockets() throws IOException {
    far.patience(Duration.ofMillis(1));

    assertThatThrownBy(far::receive).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void theKernelKnowsWhoIsThere() throws IOException {
    assertThat(far.peer().pid()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(Succession.isTrusted(far.peer())).isTrue();
    assertThat(Succession.isTrusted(new UnixSocket.Peer(1, 54_321))).isFalse();
  }

  @Test
  void aMessageThatIsTooLongIsNotTakenForAShortOne() throws IOException {
    near.send(new byte[UnixSocket.MOST_BYTES + 1], OptionalInt.empty());

    assertThatThrownBy(far::receive).hasMessageContaining("longer");
  }

  @Test
  void closingWakesWhoWaitsForOthers() {
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> {
          try {
            listening.accept().close();
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
    listening.close();

    assertThatThrownBy(waiting::join).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aNameIsTakenOnce() {
    assertThatThrownBy(() -> UnixSocket.listening(name))
        .isInstanceOf(IOException.class)
        .hasMessage("Address already in use");
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> UnixSocket.listening("x".repeat(200)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }
}
