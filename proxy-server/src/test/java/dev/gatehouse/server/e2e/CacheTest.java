package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A route with a cache, over real sockets. */
class CacheTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\nDate: Fri, 20 Nov 2026 10:00:00 GMT\nCache-Control: max-age=600000000\n";

  @Test
  void answersTheSecondRequestFromTheStore() throws IOException {
    try (Origin origin = Origin.answering(HEAD + "Content-Length: 5\n\nhello");
        Gateway gateway = Gateway.caching(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      assertThat(get(wire, "/a?b=c").text()).isEqualTo("hello");
      Message again = get(wire, "/a?b=c");
      assertThat(again.text()).isEqualTo("hello");
      assertThat(again.field("age")).isNotNull();
      assertThat(again.field("cache-status")).startsWith("gatehouse; hit; ttl=");
      assertThat(origin.received()).hasSize(1);
      get(wire, "/a?b=d");
      assertThat(origin.received()).hasSize(2);
    }
  }

  @Test
  void passesOnWhatMayNotBeStored() throws IOException {
    try (Origin origin =
            Origin.answering(
                "HTTP/1.1 200 OK\nCache-Control: no-store\nContent-Length: 5\n\nhello");
        Gateway gateway = Gateway.caching(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      Message first = get(wire, "/");
      assertThat(first.text()).isEqualTo("hello");
      assertThat(first.field("cache-status")).isEqualTo("gatehouse; fwd=uri-miss; detail=no-store");
      Message second = get(wire, "/");
      assertThat(second.field("cache-status"))
          .isEqualTo("gatehouse; fwd=bypass; detail=not-stored-before");
      assertThat(origin.received()).hasSize(2);
    }
  }

  @Test
  void asksWhetherWhatIsStaleIsStillRight() throws IOException {
    try (Origin origin =
            Origin.start((self, wire) -> {
              while (self.receive(wire)) {
                boolean first = self.received().size() == 1;
                wire.send(
                    first
                        ? "HTTP/1.1 200 OK\nETag: \"x\"\nCache-Control: max-age=0\nContent-Length:"
                            + " 5\n\nhello"
                        : "HTTP/1.1 304 Not Modified\nETag: \"x\"\nX-New: yes\n\n");
              }
            });
        Gateway gateway = Gateway.caching(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "/");
      Message second = get(wire, "/");
      assertThat(second.status()).isEqualTo(200);
      assertThat(second.text()).isEqualTo("hello");
      assertThat(second.field("x-new")).isEqualTo("yes");
      assertThat(second.field("cache-status"))
          .isEqualTo("gatehouse; fwd=stale; fwd-status=304; stored");
      assertThat(List.copyOf(origin.received()).get(1).field("if-none-match")).isEqualTo("\"x\"");
    }
  }

  @Test
  void forgetsWhatWasChanged() throws IOException {
    try (Origin origin = Origin.answering(HEAD + "Content-Length: 5\n\nhello");
        Gateway gateway = Gateway.caching(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      get(wire, "/a");
      wire.send("POST /a HTTP/1.1\nHost: shop\nContent-Length: 0\n\n").answer();
      get(wire, "/a");
      assertThat(origin.received()).hasSize(3);
    }
  }

  @Test
  void asksOnceForAllWhoAskAtOnce() throws Exception {
    int clients = 50;
    CountDownLatch asked = new CountDownLatch(clients);
    try (Origin origin =
            Origin.start((self, wire) -> {
              while (self.receive(wire)) {
                Await.open(asked);
                wire.send(HEAD + "Content-Length: 5\n\nhello");
              }
            });
        Gateway gateway = Gateway.caching(origin);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Message>> answers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        answers.add(
            threads.submit(() -> {
              try (Wire wire = Wire.connect(gateway.address("web"))) {
                wire.send("GET / HTTP/1.1\nHost: shop\n\n");
                asked.countDown();
                return wire.answer();
              }
            }));
      }
      for (Future<Message> answer : answers) {
        assertThat(answer.get().text()).isEqualTo("hello");
      }
      assertThat(origin.received()).hasSize(1);
    }
  }

  @Test
  void storesWhatItsClientDoesNotWaitFor() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (Origin origin =
            Origin.start((self, wire) -> {
              while (self.receive(wire)) {
                Await.open(left);
                wire.send(HEAD + "Content-Length: 5\n\nhello");
              }
            });
        Gateway gateway = Gateway.caching(origin)) {
      try (Wire wire = Wire.connect(gateway.address("web"))) {
        wire.send("GET / HTTP/1.1\nHost: shop\n\n");
        Await.until("it is asked", () -> origin.received().size() == 1);
      }
      left.countDown();
      try (Wire wire = Wire.connect(gateway.address("web"))) {
        assertThat(get(wire, "/").text()).isEqualTo("hello");
      }
      assertThat(origin.received()).hasSize(1);
    }
  }

  private static Message get(Wire wire, String target) throws IOException {
    return wire.send("GET " + target + " HTTP/1.1\nHost: shop\n\n").answer();
  }
}
