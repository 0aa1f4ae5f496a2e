package dev.gatehouse.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code up}. */
@Command(
    name = "up",
    description = "Takes a backend into service again.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse up -c gatehouse.yaml http://127.0.0.1:3000"})
final class UpCommand implements Callable<Integer> {
  @Mixin private SwitchOrder order = new SwitchOrder();

  @Override
  public Integer call() {
    return order.give("up");
  }
}
