package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.GatehouseServer;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.server.restart.Places;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a running server: what they print, and with which codes they end. */
class ControlTest {
  @TempDir private Path folder;
  private Path file;
  private GatehouseServer server;
  private String admin;

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("gatehouse.yaml");
    write("least-request", "");
    ConfigurationSource source = ConfigurationSource.file(file);
    TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
    Prepared prepared = Prepared.of((Loaded.Valid) source.load(), source.base(), state);
    server = GatehouseServer.start(prepared, state, source, "test", Clock.SYSTEM, Places.alone());
    admin = "http://127.0.0.1:" + Objects.requireNonNull(server.adminAddress()).getPort();
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
  }

  private void write(String balancer, String more) throws IOException {
    Files.writeString(
        file,
        """
        admin: {address: "127.0.0.1:0", token: hunter2}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools:
          app: {backends: ["http://127.0.0.1:1", "http://127.0.0.1:2"], balancer: %s}
          other: {backends: [{url: "http://127.0.0.1:1", weight: 3, backup: true}]}
          unknown: {backends: ["http://no.invalid"]}
        routes: [{pool: app}]
        %s
        lint: {allow: [unused-pool]}
        """
            .formatted(balancer, more));
  }

  /** A configuration that names the admin listener by the port it really has. */
  private String reachable() throws IOException {
    String text =
        Files.readString(file)
            .replace("\"127.0.0.1:0\", token", "\"" + admin.substring(7) + "\", token");
    return Files.writeString(folder.resolve("reachable.yaml"), text).toString();
  }

  private List<String> states() {
    Ran ran = Ran.gatehouse("status", "--admin", admin);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    return ran.out()
        .lines()
        .skip(1)
        .filter(line -> line.contains("127.0.0.1"))
        .map(line -> line.replaceAll(" +", " "))
        .toList();
  }

  @Test
  void statusIsATableOfBackends() {
    Ran ran = Ran.gatehouse("status", "--admin", admin);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith(
            """
            POOL     BACKEND                      ADDRESS      STATE  ACTIVE  WEIGHT  WHY
            app      http://127.0.0.1:1           127.0.0.1:1  up     0       1       nothing speaks against it
            app      http://127.0.0.1:2           127.0.0.1:2  up     0       1       nothing speaks against it
            other    http://127.0.0.1:1 (backup)  127.0.0.1:1  up     0       3       nothing speaks against it
            unknown  (none)
            pool unknown: no.invalid: dns-\
            """)
        .endsWith("(there was no answer yet)\n");
    assertThat(Ran.gatehouse("status", "--json", "--admin", admin).out()).startsWith("{");
  }

  @Test
  void aBackendIsDrainedAndTakenBackInEveryPoolThatHasIt() throws IOException {
    Ran drained = Ran.gatehouse("drain", "-c", reachable(), "http://127.0.0.1:1");
    assertThat(drained)
        .isEqualTo(
            new Ran(
                ExitCode.DONE,
                "app: http://127.0.0.1:1 is draining\nother: http://127.0.0.1:1 is draining\n",
                ""));
    assertThat(states())
        .containsExactly(
            "app http://127.0.0.1:1 127.0.0.1:1 draining 0 1 the operator said draining",
            "app http://127.0.0.1:2 127.0.0.1:2 up 0 1 nothing speaks against it",
            "other http://127.0.0.1:1 (backup) 127.0.0.1:1 draining 0 3 the operator said"
                + " draining");
    String[] again = {"up", "--admin", admin, "--token", "hunter2", "--pool", "app", "127.0.0.1:1"};
    assertThat(Ran.gatehouse(again))
        .isEqualTo(new Ran(ExitCode.DONE, "app: http://127.0.0.1:1 is up\n", ""));
    String[] down = {"down", "--admin", admin, "--token", "hunter2", "http://127.0.0.1:2/"};
    assertThat(Ran.gatehouse(down).out()).isEqualTo("app: http://127.0.0.1:2 is down\n");
    assertThat(states().get(1)).contains(" down ");
  }

  @Test
  void aBackendThatNobodyHasIsOneLineWithThoseThereAre() {
    assertThat(Ran.gatehouse("drain", "--admin", admin, "http://127.0.0.1:9"))
        .isEqualTo(
            new Ran(
                ExitCode.INVALID,
                "",
                "gatehouse: no backend http://127.0.0.1:9 (expected: http://127.0.0.1:1,"
                    + " http://127.0.0.1:2)\n"));
    assertThat(Ran.gatehouse("drain", "--admin", admin, "--pool", "x", "http://127.0.0.1:1").err())
        .isEqualTo(
            "gatehouse: no backend http://127.0.0.1:1 in pool x (expected: no backend is"
                + " known)\n");
  }

  @Test
  void withoutTheTokenNothingChanges() {
    Ran ran = Ran.gatehouse("down", "--admin", admin, "http://127.0.0.1:2");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
    assertThat(ran.err()).isEqualTo("gatehouse: app: authorization: the admin token is missing\n");
    assertThat(states().get(1)).contains(" up ");
    assertThat(Ran.gatehouse("reload", "--admin", admin).err())
        .isEqualTo("gatehouse: not reloaded: authorization: the admin token is missing\n");
  }

  @Test
  void aReloadSaysWhatHasChanged() throws IOException {
    write("random", "");
    assertThat(Ran.gatehouse("reload", "--admin", admin, "--token", "hunter2"))
        .isEqualTo(
            new Ran(
                ExitCode.DONE,
                "reloaded, configuration 2: pools: changed app; 2 kept | routes: 1 kept |"
                    + " listeners: 1 kept\n",
                ""));
  }

  @Test
  void aReloadOfAWrongFileSaysWhatCheckSays() throws IOException {
    String good = reachable();
    write("dice", "limits: {conections: 3}");
    Ran check = Ran.gatehouse("check", file.toString());
    Ran reload = Ran.gatehouse("reload", "-c", good);
    assertThat(reload).isEqualTo(new Ran(ExitCode.INVALID, "", check.err()));
    assertThat(reload.err().lines()).hasSize(3);
    assertThat(Ran.gatehouse("reload", "-c", file.toString())).isEqualTo(reload);
  }

  @Test
  void theTimelineOfAServerThatHasServedNobodyIsEmpty() {
    assertThat(Ran.gatehouse("slow", "--admin", admin))
        .isEqualTo(
            new Ran(
                ExitCode.DONE,
                "nothing: no request that is kept has failed, been refused or taken 1.00 s\n",
                ""));
    assertThat(Ran.gatehouse("slow", "--admin", admin, "--json").out()).contains("\"entries\"");
    assertThat(Ran.gatehouse("slow", "--admin", admin, "x1"))
        .isEqualTo(
            new Ran(
                ExitCode.INVALID,
                "",
                "gatehouse: no request x1 (expected: one that is still kept)\n"));
    assertThat(Ran.gatehouse("slow", "--admin", admin, "--kind", "odd").err())
        .isEqualTo("gatehouse: no timeline: kind: odd (expected: failed, slow or refused)\n");
  }

  @Test
  void nobodyToTalkToIsOneLineAndItsOwnExitCode() throws IOException {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + free.getLocalPort();
    }
    for (String command : List.of("status", "reload")) {
      Ran ran = Ran.gatehouse(command, "--admin", nobody);
      assertThat(ran)
          .isEqualTo(
              new Ran(
                  ExitCode.CANNOT_START,
                  "",
                  "gatehouse: nobody listens at " + nobody + " (expected: a running Gatehouse)\n"));
    }
  }

  @Test
  void aFileWithoutAnAdminListenerIsAProblemWithAPlace() throws IOException {
    Path silent =
        Files.writeString(
            folder.resolve("silent.yaml"),
            "listeners: {web: {address: '127.0.0.1:0'}}\nroutes: [{respond: {}}]\n");
    assertThat(Ran.gatehouse("status", "-c", silent.toString()))
        .isEqualTo(
            new Ran(
                ExitCode.INVALID,
                "",
                silent + ":1:1: admin: absent (expected: an address, or the option --admin)\n"));
  }
}
