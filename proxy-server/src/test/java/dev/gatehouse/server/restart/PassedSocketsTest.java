package dev.gatehouse.server.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassedSocketsTest {
  private static final ListeningSocket LOCAL = socket("web", 10, "127.0.0.1", 8080);
  private static final ListeningSocket ALL = socket("all", 11, "0.0.0.0", 80);
  private static final ListeningSocket BOTH = socket("both", 12, "::", 443);

  private static ListeningSocket socket(String name, int descriptor, String host, int port) {
    return new ListeningSocket(name, descriptor, new InetSocketAddress(host, port), true);
  }

  private static String match(String listener, String host, int port) {
    ListeningSocket found =
        PassedSockets.match(List.of(LOCAL, ALL, BOTH), listener, new InetSocketAddress(host, port));
    return found == null ? "none" : found.name();
  }

  @Test
  void aListenerGetsTheSocketAtItsAddressWhateverItIsCalled() {
    assertThat(match("web", "127.0.0.1", 8080)).isEqualTo("web");
    assertThat(match("shop", "127.0.0.1", 8080)).isEqualTo("web");
  }

  @Test
  void anotherAddressOrPortIsAnotherSocket() {
    assertThat(match("web", "127.0.0.2", 8080)).isEqualTo("none");
    assertThat(match("web", "127.0.0.1", 8081)).isEqualTo("none");
    assertThat(match("web", "0.0.0.0", 8080)).isEqualTo("none");
  }

  @Test
  void oneWildcardFitsTheOther() {
    assertThat(match("secure", "0.0.0.0", 443)).isEqualTo("both");
    assertThat(match("secure", "::", 443)).isEqualTo("both");
    assertThat(match("plain", "0.0.0.0", 80)).isEqualTo("all");
  }

  @Test
  void whereThePortIsAnyonesTheNameCounts() {
    assertThat(match("web", "127.0.0.1", 0)).isEqualTo("web");
    assertThat(match("other", "127.0.0.1", 0)).isEqualTo("none");
    assertThat(match("both", "0.0.0.0", 0)).isEqualTo("both");
    assertThat(match("web", "0.0.0.0", 0)).isEqualTo("none");
  }

  @Test
  void anUnknownHostHasNone() {
    ListeningSocket found =
        PassedSockets.match(
            List.of(LOCAL), "web", InetSocketAddress.createUnresolved("no.invalid", 8080));

    assertThat(found).isNull();
  }

  @Test
  void aSocketIsTakenOnceAndItsListenerKnownAsKept() {
    PassedSockets sockets = new PassedSockets(List.of(LOCAL, ALL));

    assertThat(sockets.take("shop", LOCAL.address())).hasValue(10);
    assertThat(sockets.take("shop", LOCAL.address())).isEmpty();
    assertThat(sockets.kept()).containsExactly("shop");
    assertThat(sockets.taken()).containsExactly("web");
  }
}
