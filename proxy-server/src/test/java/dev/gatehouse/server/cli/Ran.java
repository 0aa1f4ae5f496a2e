package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command line came to, executed in this process. */
record Ran(int exitCode, String out, String err) {
  static Ran gatehouse(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        GatehouseCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(args);
    return new Ran(code, lines(out), lines(err));
  }

  private static String lines(StringWriter text) {
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
