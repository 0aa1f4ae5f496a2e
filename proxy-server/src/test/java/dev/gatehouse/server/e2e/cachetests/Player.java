package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plays all cases of an edition against one Gatehouse with an empty cache, one after the other. */
final class Player implements AutoCloseable {
  /** A little more than the three seconds of the suite: time passes while requests are made. */
  private static final Duration PAUSE = Duration.ofMillis(3_010);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Edition edition;
  private final MovedClock clock = new MovedClock();
  private final SuiteOrigin origin;
  private final @Nullable Path disk;
  private final SuiteClient client;
  private final HttpClient operator = HttpClient.newHttpClient();
  private Gateway gateway;

  /**
   * @param disk where the cache has a second tier; the server is then replaced by another at each
   *     pause, so that what answers behind it comes from there. Null: it has none, and stays
   */
  Player(Edition edition, @Nullable Path disk) {
    this.edition = edition;
    this.disk = disk;
    origin = new SuiteOrigin(edition, clock);
    gateway = gateway(0);
    client = new SuiteClient(edition, gateway.address("web"));
  }

  private Gateway gateway(int port) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:%d"}}
        admin: {address: "127.0.0.1:0"}
        access-log: {format: off}
        cache: {memory: 16MiB%s}
        pools: {app: {backends: ["%s"], health: {passive: {consecutive-failures: 0}}}}
        routes: [{pool: app, cache: {set-cookie: store, stale-if-error: 1h}}]
        """
            .formatted(
                port,
                disk == null ? "" : ", disk: {path: \"%s\", size: 64MiB}".formatted(disk),
                origin.url()),
        clock);
  }

  /** What came of each case, by its id, if those count on which it depends. */
  Map<String, Verdict> play() throws IOException, InterruptedException {
    Map<String, Case> cases = new LinkedHashMap<>();
    Map<String, Verdict> alone = new LinkedHashMap<>();
    for (Case each : edition.cases()) {
      cases.put(each.id(), each);
      alone.putAll(play(List.of(each)));
    }
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    cases.values().forEach(each -> verdicts.put(each.id(), together(each, cases, alone)));
    return verdicts;
  }

  /**
   * What came of each of {@code cases} alone, by its id: the first step of all of them, then the
   * second of all, and so on.
   *
   * @param cases such that have the same {@link Case#pauses}
   */
  Map<String, Verdict> play(List<Case> cases) throws IOException, InterruptedException {
    Map<String, Play> plays = new LinkedHashMap<>();
    for (Case each : cases) {
      Script script = origin.open("%s-%s".formatted(edition.file(), each.id()), each.steps());
      plays.put(each.id(), new Play(each, client, script));
    }
    for (boolean pause : cases.getFirst().pauses()) {
      plays.values().forEach(Play::step);
      settle();
      if (pause) {
        pause();
      }
    }
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    plays.forEach((id, play) -> verdicts.put(id, play.end()));
    return verdicts;
  }

  /** A case counts only if those count on which it depends. */
  private static Verdict together(Case each, Map<String, Case> cases, Map<String, Verdict> alone) {
    for (String id : each.depends()) {
      Case needed = cases.get(id);
      if (needed == null || !together(needed, cases, alone).passed()) {
        return new Verdict(Verdict.Result.DEPENDENCY, id + " has not passed");
      }
    }
    return Objects.requireNonNull(alone.get(each.id()));
  }

  private void pause() {
    clock.move(PAUSE);
    if (disk != null) {
      int port = gateway.address("web").getPort();
      gateway.close();
      gateway = gateway(port);
    }
  }

  /** Waits for what goes on behind an answer: the suite has three seconds for that. */
  private void settle() throws IOException, InterruptedException {
    URI pools = gateway.admin("/api/v1/pools");
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (; ; ) {
      String said =
          operator.send(HttpRequest.newBuilder(pools).build(), BodyHandlers.ofString()).body();
      int active = 0;
      for (JsonNode each : JsonMapper.shared().readTree(said).findValues("active")) {
        active += each.asInt();
      }
      if (active == 0) {
        return;
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException(active + " requests do not end: " + said);
      }
    }
  }

  @Override
  public void close() throws IOException {
    operator.close();
    gateway.close();
    origin.close();
  }
}
