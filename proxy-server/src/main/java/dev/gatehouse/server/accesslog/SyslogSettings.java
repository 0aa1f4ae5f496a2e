package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server and how lines are sent to it.
 *
 * @param to where it is
 * @param header what stands before each line
 * @param framing how lines are told apart in a stream
 * @param facility what the lines are filed under
 * @param severity how important they are said to be
 * @param appName the sender's name
 * @param hostname the sender's host; null: the name of this machine
 */
@Doc(value = "A syslog server for the access log.", example = "{to: \"udp://127.0.0.1:514\"}")
public record SyslogSettings(
    @Doc(
            "The server: udp://host:port, tcp://host:port, unix:/dev/log (datagrams), or"
                + " unix-stream:/path.")
        SyslogTarget to,
    @Doc(
            "What stands before each line: rfc5424, or rfc3164, which local daemons expect; auto:"
                + " rfc3164 for unix, rfc5424 for all others.")
        Header header,
    @Doc(
            "How lines are told apart over tcp and unix-stream: by their length before each, or by"
                + " a line feed behind each.")
        Framing framing,
    @Doc("What the lines are filed under.") Facility facility,
    @Doc("How important the lines are said to be.") Severity severity,
    @Doc("The name that the lines are sent under.") String appName,
    @Doc("The host that they are sent from; absent: the name of this machine.")
        @Nullable String hostname) {
  private static final int LONGEST_APP_NAME = 48;

  /** The standard that the header of a message follows. */
  @Doc("The standard that the header of a message follows.")
  public enum Header implements Choice {
    AUTO,
    RFC5424,
    RFC3164
  }

  /** How messages are told apart in a stream (RFC 6587). */
  @Doc("How messages are told apart in a stream.")
  public enum Framing implements Choice {
    OCTET_COUNTING,
    LINES
  }

  /** What messages are filed under. */
  @Doc("What messages are filed under.")
  public enum Facility implements Choice {
    USER(1),
    DAEMON(3),
    LOCAL0(16),
    LOCAL1(17),
    LOCAL2(18),
    LOCAL3(19),
    LOCAL4(20),
    LOCAL5(21),
    LOCAL6(22),
    LOCAL7(23);

    private final int code;

    Facility(int code) {
      this.code = code;
    }
  }

  /** How important messages are. */
  @Doc("How important messages are.")
  public enum Severity implements Choice {
    NOTICE(5),
    INFO(6),
    DEBUG(7);

    private final int code;

    Severity(int code) {
      this.code = code;
    }
  }

  public SyslogSettings(SyslogTarget to) {
    this(
        to, Header.AUTO, Framing.OCTET_COUNTING, Facility.LOCAL7, Severity.INFO, "gatehouse", null);
  }

  public SyslogSettings {
    Expect.name("app-name", appName);
    Expect.that(
        appName.length() <= LONGEST_APP_NAME,
        "app-name",
        appName,
        "at most " + LONGEST_APP_NAME + " characters");
    if (hostname != null) {
      Expect.hostName("hostname", hostname);
    }
  }

  /** What stands between the angle brackets at the beginning of a message. */
  int priority() {
    return facility.code * 8 + severity.code;
  }

  /** Whether the header is that of RFC 3164. */
  boolean old() {
    return switch (header) {
      case AUTO -> to.isLocal();
      case RFC5424 -> false;
      case RFC3164 -> true;
    };
  }
}
