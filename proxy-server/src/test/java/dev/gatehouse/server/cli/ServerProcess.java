package dev.gatehouse.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gatehouse in a process of its own, with the classes under test. Ended when closed. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENER = Pattern.compile("listener (\\S+) on (\\S+):(\\d+) .*");

  private final Process process;
  private final BufferedReader err;
  private final List<String> read = new ArrayList<>();

  private ServerProcess(Process process) {
    this.process = process;
    this.err = process.errorReader();
  }

  static ServerProcess start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.gatehouse.server.Main");
    command.addAll(List.of(args));
    return new ServerProcess(
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** Waits for a line of the log with {@code part} in it. */
  String line(String part) throws IOException {
    String line = err.readLine();
    while (line != null && !line.contains(part)) {
      read.add(line);
      line = err.readLine();
    }
    if (line == null) {
      throw new AssertionError("log: " + read + " (expected: a line with " + part + ")");
    }
    read.add(line);
    return line;
  }

  /** Waits until it serves; returns the port of its listener {@code name}. */
  int serving(String name) throws IOException {
    line(": serving");
    for (String line : read) {
      Matcher matcher = LISTENER.matcher(line);
      if (matcher.find() && matcher.group(1).equals(name)) {
        return Integer.parseInt(matcher.group(3));
      }
    }
    throw new AssertionError("log: " + read + " (expected: listener " + name + ")");
  }

  /** As {@code kill} does. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy() would close the log too
  }

  /** As {@code kill} does with a name of a signal: {@code HUP}, {@code INT} for Ctrl-C. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  long pid() {
    return process.pid();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
