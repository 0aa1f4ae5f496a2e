package dev.gatehouse.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code down}. */
@Command(
    name = "down",
    description = "Takes a backend out of service: it gets no new requests; those it has go on.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse down -c gatehouse.yaml http://127.0.0.1:3000"})
final class DownCommand implements Callable<Integer> {
  @Mixin private SwitchOrder order = new SwitchOrder();

  @Override
  public Integer call() {
    return order.give("down");
  }
}
