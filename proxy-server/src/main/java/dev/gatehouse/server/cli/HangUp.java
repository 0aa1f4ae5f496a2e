package dev.gatehouse.server.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP, which by custom has a server read its configuration again. Java has no name
 * for signals but in a module that may go some day: it is asked for by reflection, and where it is
 * missing the admin API remains.
 */
final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /** Has {@code task} run, on a thread of its own, each time the signal comes. */
  static void run(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handle =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              task.run(); // on a thread made for the signal
              return null;
            }
            return switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> "reload";
            };
          };
      Object reload =
          Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, handle);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reload);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP is not heard here ({}); the admin API reloads as well", e.toString());
    }
  }
}
