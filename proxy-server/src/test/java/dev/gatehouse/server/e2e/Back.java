package dev.gatehouse.server.e2e;

/** The ways in which a gateway reaches an {@link EchoServer}. */
enum Back {
  H1("HTTP/1.1", "http/1.1", false),
  H1_TLS("HTTP/1.1", "http/1.1", true),
  H2C("HTTP/2.0", "h2", false),
  H2_TLS("HTTP/2.0", "h2", true);

  private final String seen;
  private final String protocol;
  private final boolean tls;

  Back(String seen, String protocol, boolean tls) {
    this.seen = seen;
    this.protocol = protocol;
    this.tls = tls;
  }

  /** What the backend says it was spoken to in. */
  String seen() {
    return seen;
  }

  /** The pool's settings. */
  String pool(EchoServer server) {
    return tls
        ? "{backends: ['%s'], protocol: %s, tls: {trust: ca.crt}}"
            .formatted(server.https(), protocol)
        : "{backends: ['%s'], protocol: %s}".formatted(server.http(), protocol);
  }
}
