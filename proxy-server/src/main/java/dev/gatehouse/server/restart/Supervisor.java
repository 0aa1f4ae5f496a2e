package dev.gatehouse.server.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever supervises this process, systemd or one that speaks as it does (sd_notify(3)), to be told
 * how it is; nobody, where the environment names none. A message that cannot be sent is logged and
 * changes nothing. Threads may share it.
 */
public final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final long MICROS = 1000;

  private final @Nullable String socket;
  private final Duration watchdog;

  private Supervisor(@Nullable String socket, Duration watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * The one that the environment names.
   *
   * @param pid this process
   */
  public static Supervisor of(Map<String, String> environment, long pid) {
    String path = environment.get("NOTIFY_SOCKET");
    boolean usable = path != null && (path.startsWith("/") || path.startsWith("@"));
    return new Supervisor(usable ? path : null, watchdog(environment, pid));
  }

  private static Duration watchdog(Map<String, String> environment, long pid) {
    String meant = environment.get("WATCHDOG_PID");
    String micros = environment.getOrDefault("WATCHDOG_USEC", "0");
    boolean ours = meant == null || meant.equals(Long.toString(pid));
    return ours && micros.matches("\\d{1,15}")
        ? Duration.ofNanos(Long.parseLong(micros) * MICROS)
        : Duration.ZERO;
  }

  /** Whether there is one. */
  public boolean present() {
    return socket != null;
  }

  /**
   * How long it waits for a {@link #alive} before it takes the process for dead; zero: for ever.
   */
  public Duration watchdog() {
    return present() ? watchdog : Duration.ZERO;
  }

  /** It serves, for the first time or after a reload. */
  public void ready(String status) {
    tell("READY=1\nSTATUS=" + line(status));
  }

  /** It reads its configuration again; {@link #ready} follows. */
  public void reloading() {
    // On Linux this clock of Java's is the monotonic clock of the system, which is asked for.
    tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / MICROS + "\nSTATUS=reloading");
  }

  /**
   * It ends.
   *
   * @param patience how long that may take
   */
  public void stopping(String status, Duration patience) {
    tell(
        "STOPPING=1\nEXTEND_TIMEOUT_USEC="
            + patience.toNanos() / MICROS
            + "\nSTATUS="
            + line(status));
  }

  /** Another process of the service is the one that counts from now on. */
  public void succeededBy(long pid) {
    tell("MAINPID=" + pid);
  }

  /** It is alive. */
  public void alive() {
    tell("WATCHDOG=1");
  }

  /** Has a socket kept for the process that comes after this one. */
  void keep(String name, int descriptor) {
    tell("FDSTORE=1\nFDPOLL=0\nFDNAME=" + name, OptionalInt.of(descriptor));
  }

  /** Has a socket no longer kept. */
  void forget(String name) {
    tell("FDSTOREREMOVE=1\nFDNAME=" + name);
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  private void tell(String message) {
    tell(message, OptionalInt.empty());
  }

  private void tell(String message, OptionalInt descriptor) {
    String path = socket;
    if (path == null) {
      return;
    }
    try {
      UnixSocket.sendTo(path, message, descriptor);
    } catch (IOException e) {
      LOG.warn("the service manager at {} cannot be told {}: {}", path, message, e.getMessage());
    }
  }
}
