package dev.gatehouse.tls;

import dev.gatehouse.core.transport.listen.HandshakeFailure;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name for what an engine throws amid a handshake. Engines tell most of it by texts only;
 * these are matched in pieces that BoringSSL and the JDK have kept over many releases.
 */
final class HandshakeFailures {
  /** Tried in this order, on texts in lower case with blanks for underscores. */
  private static final List<Map.Entry<String, HandshakeFailure>> TEXTS =
      List.<Map.Entry<String, HandshakeFailure>>of(
          Map.entry("did not return a certificate", HandshakeFailure.CLIENT_CERTIFICATE_MISSING),
          Map.entry("empty client certificate chain", HandshakeFailure.CLIENT_CERTIFICATE_MISSING),
          Map.entry("certificate verify failed", HandshakeFailure.CLIENT_CERTIFICATE_REFUSED),
          Map.entry("alert", HandshakeFailure.REFUSED_BY_CLIENT),
          Map.entry("unsupported protocol", HandshakeFailure.NO_SHARED_VERSION),
          Map.entry("no supported versions", HandshakeFailure.NO_SHARED_VERSION),
          Map.entry("is not enabled or supported", HandshakeFailure.NO_SHARED_VERSION),
          Map.entry("not accepted by server preferences", HandshakeFailure.NO_SHARED_VERSION),
          Map.entry("version too low", HandshakeFailure.NO_SHARED_VERSION),
          Map.entry("no shared", HandshakeFailure.NO_SHARED_ALGORITHM),
          Map.entry("no common", HandshakeFailure.NO_SHARED_ALGORITHM),
          Map.entry("in common", HandshakeFailure.NO_SHARED_ALGORITHM),
          Map.entry("wrong version number", HandshakeFailure.NOT_TLS),
          Map.entry("http request", HandshakeFailure.NOT_TLS),
          Map.entry("https proxy request", HandshakeFailure.NOT_TLS),
          Map.entry("connection closed", HandshakeFailure.CLOSED),
          Map.entry("connection reset", HandshakeFailure.CLOSED),
          Map.entry("closing inbound before", HandshakeFailure.CLOSED),
          Map.entry("closed engine", HandshakeFailure.CLOSED));

  private HandshakeFailures() {}

  static HandshakeFailure reason(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      HandshakeFailure byType = byType(cause);
      if (byType != null) {
        return byType;
      }
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      HandshakeFailure byText = byText(cause);
      if (byText != null) {
        return byText;
      }
    }
    return thrown instanceof SSLException || thrown.getCause() instanceof SSLException
        ? HandshakeFailure.PROTOCOL_ERROR
        : HandshakeFailure.CLOSED; // The socket failed.
  }

  private static @Nullable HandshakeFailure byType(Throwable cause) {
    return switch (cause) {
      case SslHandshakeTimeoutException timeout -> HandshakeFailure.TIMEOUT;
      case NotSslRecordException plain -> HandshakeFailure.NOT_TLS;
      case CertificateException refused -> HandshakeFailure.CLIENT_CERTIFICATE_REFUSED;
      case ClosedChannelException closed -> HandshakeFailure.CLOSED;
      default -> null;
    };
  }

  private static @Nullable HandshakeFailure byText(Throwable cause) {
    String message = cause.getMessage();
    if (message != null) {
      String text = message.toLowerCase(Locale.ROOT).replace('_', ' ');
      for (Map.Entry<String, HandshakeFailure> entry : TEXTS) {
        if (text.contains(entry.getKey())) {
          return entry.getValue();
        }
      }
    }
    return null;
  }

  /** What was seen, in one line: the innermost text there is. */
  static String detail(Throwable thrown) {
    String detail = thrown.getClass().getSimpleName();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        detail = message.lines().findFirst().orElse(detail);
      }
    }
    return detail;
  }
}
