package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Gateway gateway;
  private final SuiteClient client;
  private final HttpClient operator = HttpClient.newHttpClient();

  /**
   * @param cache what stands in the route for its cache
   */
  Player(Edition edition, String cache) {
    this.edition = edition;
    origin = new SuiteOrigin(edition, clock);
    gateway =
        Gateway.start(
            """
            listeners: {web: {address: "127.0.0.1:0"}}
            admin: {address: "127.0.0.1:0"}
            access-log: {format: off}
            pools: {app: {backends: ["%s"], health: {passive: {consecutive-failures: 0}}}}
            routes: [{pool: app, %s}]
            """
                .formatted(origin.url(), cache),
            clock);
    client = new SuiteClient(edition, gateway.address("web"));
  }

  /** What came of each case, by its id. */
  Map<String, Verdict> play() throws IOException, InterruptedException {
    Map<String, Verdict> alone = new LinkedHashMap<>();
    Map<String, Case> cases = new LinkedHashMap<>();
    for (Case each : edition.cases()) {
      cases.put(each.id(), each);
      alone.put(each.id(), play(each));
    }
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    cases.values().forEach(each -> verdicts.put(each.id(), together(each, cases, alone)));
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

  private Verdict play(Case each) throws IOException, InterruptedException {
    Script script = origin.open("%s-%s".formatted(edition.file(), each.id()), each.steps());
    List<Got> answers = new ArrayList<>();
    try {
      for (Step step : each.steps()) {
        int number = answers.size() + 1;
        Got before = answers.isEmpty() ? null : answers.getLast();
        Got got = client.ask(each, script.token(), number, before);
        answers.add(got);
        new AnswerCheck(step, number, got, script.token()).all();
        settle();
        if (step.is("pause_after")) {
          clock.move(PAUSE);
        }
      }
      OriginCheck.all(each.steps(), answers, script.seen());
      return Verdict.PASSED;
    } catch (Mismatch e) {
      settle();
      return new Verdict(
          e.setup() ? Verdict.Result.SETUP : Verdict.Result.FAILED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Verdict(Verdict.Result.FAILED, "no whole answer: " + e.getMessage());
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
