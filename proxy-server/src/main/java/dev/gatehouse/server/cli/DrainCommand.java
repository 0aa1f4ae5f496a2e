package dev.gatehouse.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code drain}. */
@Command(
    name = "drain",
    description =
        "Has a backend finish what it has: it gets no new requests but those of clients that keep"
            + " to it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse drain -c gatehouse.yaml http://127.0.0.1:3000"})
final class DrainCommand implements Callable<Integer> {
  @Mixin private SwitchOrder order = new SwitchOrder();

  @Override
  public Integer call() {
    return order.give("draining");
  }
}
