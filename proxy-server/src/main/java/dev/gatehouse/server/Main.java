package dev.gatehouse.server;

import dev.gatehouse.server.cli.GatehouseCommand;

/** The entry point of the process: sets up the log, executes the command, ends with its code. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logging.configure();
    System.exit(GatehouseCommand.execute(args));
  }
}
