package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients and backends that speak HTTP/1.0. */
class OldHttpTest {
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\nX-Sum: 1\n\n";

  private static Gateway gateway(Origin origin) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ["%s"]}}
        routes: [{pool: app}]
        """
            .formatted(origin.url()));
  }

  @Test
  void clientsGetContentOfUnknownLengthUntilTheClose() throws Exception {
    try (Origin origin = Origin.answering(CHUNKED);
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      Message answer = wire.send("GET / HTTP/1.0\nConnection: keep-alive\n\n").answer();
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.all("transfer-encoding")).isEmpty();
      assertThat(answer.all("connection")).containsExactly("close");
      assertThat(wire.ended()).isTrue();
    }
  }

  @Test
  void clientsKeepTheirConnectionOnlyIfTheyAskForIt() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway(origin);
        Wire asking = Wire.connect(gateway.address("web"));
        Wire plain = Wire.connect(gateway.address("web"))) {
      for (int i = 0; i < 3; i++) {
        Message answer = asking.send("GET / HTTP/1.0\nConnection: Keep-Alive\n\n").answer();
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.all("connection")).containsExactly("keep-alive");
      }
      assertThat(plain.send("GET / HTTP/1.0\n\n").answer().text()).isEqualTo("hello");
      assertThat(plain.ended()).isTrue();
    }
  }

  @Test
  void clientsNeedNotNameTheHost() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      assertThat(wire.send("GET / HTTP/1.0\n\n").answer().status()).isEqualTo(200);
      assertThat(origin.onlyRequest().start()).isEqualTo("GET / HTTP/1.1");
      assertThat(origin.onlyRequest().all("host"))
          .containsExactly("127.0.0.1:" + gateway.port("web"));
    }
  }

  @Test
  void clientsAreNotToldToGoOn() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.0\nExpect: 100-continue\nContent-Length: 2\n\nhi");
      assertThat(wire.head().status()).isEqualTo(200);
      assertThat(origin.onlyRequest().all("expect")).isEmpty();
    }
  }

  @Test
  void backendsThatKeepTheirConnectionAreAskedAgainOverIt() throws Exception {
    String answer = "HTTP/1.0 200 OK\nConnection: keep-alive\nContent-Length: 5\n\nhello";
    try (Origin origin = Origin.answering(answer);
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      for (int i = 0; i < 3; i++) {
        Message reply = wire.send("GET / HTTP/1.1\nHost: a\n\n").answer();
        assertThat(reply.start()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(reply.text()).isEqualTo("hello");
      }
      assertThat(origin.connections()).isOne();
    }
  }

  @Test
  void backendsThatSayNothingOfTheirConnectionAreAskedOverANewOne() throws Exception {
    try (Origin origin = Origin.answering("HTTP/1.0 200 OK\nContent-Length: 5\n\nhello");
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(wire.send("GET / HTTP/1.1\nHost: a\n\n").answer().text()).isEqualTo("hello");
      }
      assertThat(origin.connections()).isEqualTo(3);
    }
  }

  @Test
  void backendsAreSentContentWithItsLengthWhereItIsCollectedFirst() throws Exception {
    try (Origin origin = Origin.saying("hello");
        Gateway gateway = gateway(origin);
        Wire wire = Wire.connect(gateway.address("web"));
        Client h2 = Http2Client.connect(gateway.address("web"))) {
      wire.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n2\nhi\n0\n\n").answer();
      h2.send(Ask.post("/", "hi").unsized());
      assertThat(origin.received())
          .hasSize(2)
          .allSatisfy(request -> {
            assertThat(request.all("transfer-encoding")).isEqualTo(List.of());
            assertThat(request.all("content-length")).containsExactly("2");
          });
    }
  }
}
