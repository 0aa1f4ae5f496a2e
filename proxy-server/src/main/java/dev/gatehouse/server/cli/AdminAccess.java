package dev.gatehouse.server.cli;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.reload.ConfigurationSource;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which commands find the admin listener of a running server. */
final class AdminAccess {
  private static final String TOKEN = "GATEHOUSE_ADMIN_TOKEN";
  private static final URI USUAL = URI.create("http://127.0.0.1:9901/");

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file of the server, which names its admin listener.")
  private @Nullable Path file;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "The admin listener of the server (default: that of FILE, or http://127.0.0.1:9901).")
  private @Nullable URI url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The admin token (default: the variable " + TOKEN + ", or that of FILE).")
  private @Nullable String token;

  /** The configuration file, null if none is given. */
  @Nullable Path file() {
    return file;
  }

  /** What a command does with the admin listener; returns its exit code. */
  interface Task {
    int run(AdminClient admin) throws AdminClient.Unreachable;
  }

  /** Runs {@code task}; says in one line on {@code err} why not, if there is nobody to ask. */
  int run(PrintWriter err, Task task) {
    URI base = url;
    String secret = token == null ? System.getenv(TOKEN) : token;
    if (file != null && (base == null || secret == null)) {
      switch (ConfigurationSource.file(file).load()) {
        case Loaded.Invalid(var problems) -> {
          Configuration.print(problems, err);
          return ExitCode.INVALID;
        }
        case Loaded.Valid valid -> {
          AdminSettings admin = valid.settings().admin();
          if (admin != null) {
            Secret known = admin.token();
            base = base == null ? at(admin.address()) : base;
            secret = secret == null && known != null ? known.value() : secret;
          } else if (base == null) {
            err.println(
                valid.positions().problem("admin", "absent", "an address, or the option --admin"));
            return ExitCode.INVALID;
          }
        }
      }
    }
    try (AdminClient admin = new AdminClient(base == null ? USUAL : base, secret)) {
      return task.run(admin);
    } catch (AdminClient.Unreachable e) {
      err.println("gatehouse: " + e.getMessage());
      return ExitCode.CANNOT_START;
    }
  }

  /** Where a listener is asked that listens on all addresses. */
  private static URI at(HostPort address) {
    HostPort reachable =
        switch (address.host()) {
          case "0.0.0.0" -> new HostPort("127.0.0.1", address.port());
          case "::" -> new HostPort("::1", address.port());
          default -> address;
        };
    return URI.create("http://" + reachable + "/");
  }
}
