package dev.gatehouse.server.cli;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.GatehouseServer;
import dev.gatehouse.server.StartFailed;
import dev.gatehouse.server.demo.DemoBackend;
import dev.gatehouse.server.reload.Occasion;
import dev.gatehouse.server.restart.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The server as a process: starts, says what to try, and drains when the process is told to end
 * (SIGTERM, SIGINT) or another one has taken its place, so that no request under way is lost; a
 * second SIGINT ends it at once. SIGHUP has it read its configuration again, SIGUSR1 open its
 * access log anew.
 */
final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private final Configuration configuration;
  private final Place place;
  private final PrintWriter out;
  private final PrintWriter err;
  private final List<DemoBackend> demo = new ArrayList<>();
  private final CountDownLatch ending = new CountDownLatch(1);

  Service(Configuration configuration, Place place, CommandLine commandLine) {
    this.configuration = configuration;
    this.place = place;
    this.out = commandLine.getOut();
    this.err = commandLine.getErr();
  }

  /** Serves until the process ends; returns only if it cannot start. */
  int serve() {
    GatehouseServer server;
    // Before the first client is let in: told to end from then on, it drains.
    Signals.handle("TERM", this::endSoon);
    Signals.handle("INT", this::interrupted);
    try {
      startDemo();
      server =
          GatehouseServer.start(
              configuration.prepared(),
              configuration.tlsState(),
              configuration.source(),
              Version.text(),
              Clock.SYSTEM,
              place);
    } catch (StartFailed | IOException e) {
      demo.forEach(DemoBackend::close);
      place.entrance().failed(String.valueOf(e.getMessage()));
      err.println("gatehouse: " + e.getMessage());
      return ExitCode.CANNOT_START;
    }
    hearSignals(server);
    Thread.ofVirtual().name("gatehouse-followed").start(() -> endOnceFollowed(server));
    long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    LOG.info("serving, {} ms after the start of the process", uptime);
    if (!demo.isEmpty()) {
      sayWhatToTry(server);
    }
    await(ending);
    end(server);
    return ExitCode.DONE;
  }

  private void hearSignals(GatehouseServer server) {
    if (configuration.source() != null) {
      Signals.handle("HUP", () -> server.reload(Occasion.SIGNAL));
    }
    Signals.handle("USR1", server::reopenLog);
  }

  private void endSoon() {
    if (ending.getCount() == 0) {
      LOG.info("ending already");
    }
    ending.countDown();
  }

  private void interrupted() {
    if (ending.getCount() == 0) {
      LOG.warn("ending at once: what is under way is cut");
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    ending.countDown();
  }

  private void endOnceFollowed(GatehouseServer server) {
    try {
      server.awaitFollowed();
      ending.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startDemo() throws IOException {
    int number = 0;
    for (HostPort address : configuration.settings().demo().backends()) {
      String name = "demo-" + ++number;
      try {
        demo.add(DemoBackend.start(name, new InetSocketAddress(address.host(), address.port())));
      } catch (IOException e) {
        throw new IOException("demo backend: cannot bind " + address + ": " + e.getMessage(), e);
      }
    }
  }

  private void sayWhatToTry(GatehouseServer server) {
    out.println();
    out.println("Gatehouse serves its demonstration. Try:");
    server
        .listeners()
        .forEach(listener -> {
          boolean secure = configuration.prepared().tls().listeners().containsKey(listener.name());
          String url =
              (secure ? "https" : "http") + "://localhost:" + listener.address().getPort() + "/";
          out.printf("  curl %s%s%n", secure ? "-k " : "", url);
        });
    InetSocketAddress admin = server.adminAddress();
    if (admin != null) {
      out.printf("  curl http://%s:%d/metrics%n", admin.getHostString(), admin.getPort());
    }
    out.println("or open the first address in a browser. Ctrl-C ends it.");
    out.println();
  }

  private void end(GatehouseServer server) {
    LOG.info("ending: no new connections");
    server.stop();
    demo.forEach(DemoBackend::close);
    LOG.info("ended");
    out.flush();
    Runtime.getRuntime()
        .halt(ExitCode.DONE); // asked to end, and ended well: not the signal's exit code
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
