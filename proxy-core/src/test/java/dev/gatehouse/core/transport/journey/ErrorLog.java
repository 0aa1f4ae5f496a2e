package dev.gatehouse.core.transport.journey;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the proxy logs as errors: bugs that it has survived, and that a test must not. */
final class ErrorLog extends AppenderBase<ILoggingEvent> {
  private static final ErrorLog INSTANCE = new ErrorLog();

  static {
    INSTANCE.start();
    ((Logger) LoggerFactory.getLogger("dev.gatehouse")).addAppender(INSTANCE);
  }

  private final List<String> errors = new ArrayList<>();

  private ErrorLog() {}

  /** Takes what was logged since the last call. */
  static List<String> take() {
    synchronized (INSTANCE.errors) {
      List<String> taken = List.copyOf(INSTANCE.errors);
      INSTANCE.errors.clear();
      return taken;
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      String cause =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      synchronized (errors) {
        errors.add(event.getFormattedMessage() + cause);
      }
    }
  }
}
