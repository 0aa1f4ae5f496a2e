package dev.gatehouse.server.cli;

import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code proxy}: serves one pool without a configuration file. */
@Command(
    name = "proxy",
    description = "Serves one pool of backends without a configuration file.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  gatehouse proxy --to http://127.0.0.1:3000 --from 0.0.0.0:8080"})
final class ProxyCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(
      names = "--to",
      paramLabel = "URL",
      required = true,
      arity = "1..*",
      description =
          "The backends: http://host:port, or https://host:port, whose certificates are verified.")
  private List<BackendUrl> backends = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1:8080",
      description = "The address to listen on (default: ${DEFAULT-VALUE}).")
  private HostPort address = new HostPort("127.0.0.1", 8080);

  @Mixin private Arrival arrival = new Arrival();

  @Override
  public Integer call() {
    StringBuilder text = new StringBuilder();
    text.append("listeners: {web: {address: ").append(quoted(address.toString())).append("}}\n");
    text.append("pools: {app: {backends: [");
    text.append(String.join(", ", backends.stream().map(each -> quoted(each.toString())).toList()));
    text.append("]}}\nroutes: [{pool: app}]\n");
    Loaded loaded =
        new ConfigurationLoader()
            .load("command line", text.toString(), Path.of("").toAbsolutePath());
    return arrival.serve(
        spec.commandLine(),
        place ->
            Configuration.of(
                loaded,
                Path.of("").toAbsolutePath(),
                null,
                place.entrance().heritage().tls(),
                spec.commandLine().getErr()));
  }

  /** A YAML scalar that stands for {@code text} and nothing else. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
