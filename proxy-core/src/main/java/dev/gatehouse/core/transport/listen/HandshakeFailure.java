package dev.gatehouse.core.transport.listen;

import java.util.Locale;

/** The name of one way a client's TLS handshake can fail, for counters and logs. */
public enum HandshakeFailure {
  /** The client took too long. */
  TIMEOUT,
  /** The client closed the connection. */
  CLOSED,
  /** What the client sent is not TLS. */
  NOT_TLS,
  /** No TLS version in common. */
  NO_SHARED_VERSION,
  /** No cipher suite, group, signature algorithm or application protocol in common. */
  NO_SHARED_ALGORITHM,
  /** A client certificate is required and the client sent none. */
  CLIENT_CERTIFICATE_MISSING,
  /** The client's certificate is not trusted or not valid. */
  CLIENT_CERTIFICATE_REFUSED,
  /** The client sent an alert: mostly it does not trust the certificate it was shown. */
  REFUSED_BY_CLIENT,
  /** The client broke the protocol in some other way. */
  PROTOCOL_ERROR;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in logs and metrics: {@code not-tls}. */
  public String code() {
    return code;
  }
}
