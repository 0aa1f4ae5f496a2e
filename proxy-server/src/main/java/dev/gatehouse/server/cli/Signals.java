package dev.gatehouse.server.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals by which, by custom, servers are told things: SIGHUP to read their configuration
 * again, SIGUSR1 to open their logs anew. Java has no name for signals but in a module that may go
 * some day: it is asked for by reflection, and where it is missing the admin API remains.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Has {@code task} run, on a thread of its own, each time the signal comes.
   *
   * @param name without SIG
   */
  static void handle(String name, Runnable task) {
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
              default -> "SIG" + name;
            };
          };
      Object handled =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, handle);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handled);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIG{} is not heard here ({}); the admin API does the same", name, e.toString());
    }
  }
}
