package dev.gatehouse.server.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final long PID = 4711;

  @TempDir private Path folder;
  private Inbox inbox;
  private Supervisor manager;

  @BeforeEach
  void listen() throws IOException {
    assumeTrue(SystemCalls.available(), "needs Linux");
    Path path = folder.resolve("notify");
    inbox = new Inbox(path);
    manager = Supervisor.of(Map.of("NOTIFY_SOCKET", path.toString()), PID);
  }

  @AfterEach
  void close() throws IOException {
    if (inbox != null) {
      inbox.close();
    }
  }

  @Test
  void hearsThatItServes() throws IOException {
    manager.ready("serving\non 2 listeners");

    assertThat(inbox.next().text()).isEqualTo("READY=1\nSTATUS=serving on 2 listeners");
  }

  @Test
  void hearsOfAReloadWithTheTimeOfTheSystemsMonotonicClock() throws IOException {
    long before = System.nanoTime() / 1000;
    manager.reloading();

    Matcher time =
        Pattern.compile("RELOADING=1\nMONOTONIC_USEC=(\\d+)\nSTATUS=reloading")
            .matcher(inbox.next().text());
    assertThat(time.matches()).isTrue();
    assertThat(Long.parseLong(time.group(1))).isBetween(before, System.nanoTime() / 1000);
  }

  @Test
  void hearsOfTheEndAndHowLongItMayTake() throws IOException {
    manager.stopping("draining", Duration.ofSeconds(40));

    assertThat(inbox.next().text())
        .isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=40000000\nSTATUS=draining");
  }

  @Test
  void hearsWhoFollowsAndThatAllIsWell() throws IOException {
    manager.succeededBy(12);
    manager.alive();

    assertThat(inbox.next().text()).isEqualTo("MAINPID=12");
    assertThat(inbox.next().text()).isEqualTo("WATCHDOG=1");
  }

  @Test
  void keepsTheVerySocketOfAListener() throws IOException {
    int standardError = 2; // any descriptor will do: what arrives is another one of the same thing
    manager.keep("gatehouse-web", standardError);

    Inbox.Received received = inbox.next();
    assertThat(received.text()).isEqualTo("FDSTORE=1\nFDPOLL=0\nFDNAME=gatehouse-web");
    int copy = received.descriptor().orElseThrow();
    assertThat(copy).isNotEqualTo(standardError);
    assertThat(link(copy)).isEqualTo(link(standardError));
    SystemCalls.CLOSE.with(copy);
  }

  private static String link(int descriptor) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
  }

  @Test
  void forgetsOne() throws IOException {
    manager.forget("gatehouse-web");

    Inbox.Received received = inbox.next();
    assertThat(received.text()).isEqualTo("FDSTOREREMOVE=1\nFDNAME=gatehouse-web");
    assertThat(received.descriptor()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void isNobodyWhereTheEnvironmentNamesNone() {
    assertThat(Supervisor.of(Map.of(), PID).present()).isFalse();
    assertThat(Supervisor.of(Map.of("NOTIFY_SOCKET", "vsock:2:1"), PID).present()).isFalse();
  }

  @Test
  void waitsForSignsOfLifeOnlyOfTheProcessItMeans() {
    assertThat(watchdog("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "4711"))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(watchdog("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "1")).isZero();
    assertThat(watchdog("WATCHDOG_USEC", "soon", "WATCHDOG_PID", "4711")).isZero();
  }

  private static Duration watchdog(String key, String value, String second, String pid) {
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", "/run/notify", key, value, second, pid);
    return Supervisor.of(environment, PID).watchdog();
  }

  @Test
  void aManagerThatIsGoneKeepsNobodyFromServing() throws IOException {
    inbox.close();
    inbox = new Inbox(folder.resolve("other"));

    manager.ready("serving"); // logged, and that is all
    assertThat(manager.present()).isTrue();
  }
}
