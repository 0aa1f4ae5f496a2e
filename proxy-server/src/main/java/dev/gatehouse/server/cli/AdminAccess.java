package dev.gatehouse.server.cli;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.AdminTlsSettings;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.tls.CertificateSettings;
import dev.gatehouse.tls.JdkClientTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
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

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "A PEM file with what vouches for the admin listener's certificate, beside the system's"
              + " authorities (default: that certificate itself, if the configuration names it).")
  private @Nullable Path authority;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "A PEM file with the certificate to show to the admin listener.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "A PEM file with the key of that certificate (default: the same file).")
  private @Nullable Path key;

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
    List<Path> trusted = new ArrayList<>();
    if (authority != null) {
      trusted.add(authority);
    }
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
            base = base == null ? at(admin) : base;
            trusted.addAll(authority == null ? certificates(admin) : List.of());
            secret = secret == null && known != null ? known.value() : secret;
          } else if (base == null) {
            err.println(
                valid.positions().problem("admin", "absent", "an address, or the option --admin"));
            return ExitCode.INVALID;
          }
        }
      }
    }
    try (AdminClient admin = new AdminClient(base == null ? USUAL : base, secret, tls(trusted))) {
      return task.run(admin);
    } catch (IOException e) {
      err.println("gatehouse: " + e.getMessage());
      return ExitCode.INVALID;
    } catch (AdminClient.Unreachable e) {
      err.println("gatehouse: " + e.getMessage());
      return ExitCode.CANNOT_START;
    }
  }

  /** Made only if there is something to be made of, as it reads the system's authorities. */
  private @Nullable SSLContext tls(List<Path> trusted) throws IOException {
    if (trusted.isEmpty() && certificate == null) {
      return null;
    }
    CertificateSettings.Files shown =
        certificate == null
            ? null
            : new CertificateSettings.Files(certificate, key == null ? certificate : key);
    return JdkClientTls.context(trusted, shown);
  }

  private static List<Path> certificates(AdminSettings admin) {
    List<Path> files = new ArrayList<>();
    AdminTlsSettings tls = admin.tls();
    for (CertificateSettings each :
        tls == null ? List.<CertificateSettings>of() : tls.certificates()) {
      if (each instanceof CertificateSettings.Files pem) {
        files.add(pem.certificate());
      }
    }
    return files;
  }

  /** Where a listener is asked that may listen on all addresses. */
  private static URI at(AdminSettings admin) {
    HostPort address = admin.address();
    HostPort reachable =
        switch (address.host()) {
          case "0.0.0.0" -> new HostPort("127.0.0.1", address.port());
          case "::" -> new HostPort("::1", address.port());
          default -> address;
        };
    return URI.create((admin.tls() == null ? "http://" : "https://") + reachable + "/");
  }
}
