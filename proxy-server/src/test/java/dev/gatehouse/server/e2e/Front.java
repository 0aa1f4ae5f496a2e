package dev.gatehouse.server.e2e;

import java.net.http.HttpClient.Version;

/** The ways in which clients reach a gateway with the listeners {@code web} and {@code secure}. */
enum Front {
  H1("HTTP_1_1"),
  H2C("HTTP_2"),
  H1_TLS("HTTP_1_1"),
  H2_TLS("HTTP_2");

  private final String version;

  Front(String version) {
    this.version = version;
  }

  /** What {@link Reply#version} has to say. */
  String version() {
    return version;
  }

  Client connect(Gateway gateway, Pki pki) throws Exception {
    return switch (this) {
      case H1 -> JdkClient.cleartext(gateway.http("web", "/"));
      case H2C -> Http2Client.connect(gateway.address("web"));
      case H1_TLS, H2_TLS ->
          new JdkClient(
              gateway.https("secure", "/"), Version.valueOf(version), pki.clientContext());
    };
  }
}
