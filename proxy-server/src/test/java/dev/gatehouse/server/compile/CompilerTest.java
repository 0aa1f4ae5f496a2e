package dev.gatehouse.server.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.CacheSettings;
import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.filter.buffer.SpillFiles;
import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Transport;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.plan.PlanSettings;
import dev.gatehouse.server.plan.RequestKeys;
import dev.gatehouse.server.telemetry.Telemetry;
import dev.gatehouse.server.timeline.Timeline;
import dev.gatehouse.server.timeline.TimelineSettings;
import dev.gatehouse.server.tracing.Tracing;
import dev.gatehouse.server.trial.Course;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the very same in two configurations that follow each other. */
class CompilerTest {
  private static final String BEFORE =
      """
      listeners: {web: {address: '127.0.0.1:0'}}
      pools: {app: {backends: ['http://127.0.0.1:1']}, next: {backends: ['http://127.0.0.1:2']}}
      routes:
        - {name: all, pool: app}
        - {name: a, match: {path-prefix: /a}, pool: app, retry: {attempts: 2}}
        - {name: next, match: {path-prefix: /next}, pool: next}
        - {name: canary, match: {path: /canary}, split: {pools: {app: 9, next: 1}}}
        - {name: copied, match: {path: /copied}, pool: app, mirror: {pool: next}}
        - {name: old, match: {path: /old}, redirect: {to: /new}}
      """;

  @TempDir private Path directory;

  private final EventLoops loops =
      EventLoops.start(Transport.choose(TransportChoice.NIO), 1, Clock.SYSTEM);
  private final Telemetry telemetry = new Telemetry(1, "test");
  private final MemoryBudget memory = new MemoryBudget(1 << 20);

  @AfterEach
  void stop() {
    loops.stop();
    telemetry.close();
  }

  private Compiler.Compiled compile(String text, Compiler.@Nullable Compiled before) {
    Loaded loaded = new ConfigurationLoader(Map.of()).load("f", text, directory);
    if (!(loaded instanceof Loaded.Valid valid)) {
      throw new AssertionError(loaded);
    }
    TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
    Shared shared =
        new Shared(
            loops,
            telemetry,
            exchange -> {},
            new Timeline(new TimelineSettings(), 1),
            new Tracing("test"),
            memory,
            new SpillFiles(directory, 1 << 20),
            new SharedCache(new CacheSettings(), memory),
            new RequestKeys(loops.loops(), new PlanSettings()));
    Prepared prepared = Prepared.of(valid, directory, state, Course.table(valid.settings()));
    return before == null
        ? new Compiler(prepared, shared, Traffic.NONE).compile(Map.of(), Map.of())
        : new Compiler(prepared, shared, before.traffic())
            .compile(before.upstreams(), before.routes());
  }

  private static CompiledRoute of(Compiler.Compiled compiled, String name) {
    return Objects.requireNonNull(compiled.routes().get(name));
  }

  private static void assertSame(
      Compiler.Compiled before, Compiler.Compiled after, String... routes) {
    for (String name : routes) {
      assertThat(of(after, name).route()).as(name).isSameAs(of(before, name).route());
    }
  }

  private static void assertOther(
      Compiler.Compiled before, Compiler.Compiled after, String... routes) {
    for (String name : routes) {
      assertThat(of(after, name).route()).as(name).isNotSameAs(of(before, name).route());
    }
  }

  @Test
  void aRouteThatStaysIsTheVerySameAndNoOtherIsTouchedByItsChange() {
    Compiler.Compiled before = compile(BEFORE, null);
    assertSame(before, compile(BEFORE, before), "all", "a", "next", "canary", "copied", "old");

    Compiler.Compiled after = compile(BEFORE.replace("/a}, pool: app", "/b}, pool: app"), before);
    assertOther(before, after, "a");
    assertSame(before, after, "all", "next", "canary", "copied", "old");
    assertThat(of(after, "a").retries()).isSameAs(of(before, "a").retries());

    Compiler.Compiled other = compile(BEFORE.replace("attempts: 2", "attempts: 1"), before);
    assertThat(of(other, "a").retries()).isNotSameAs(of(before, "a").retries());
  }

  @Test
  void aPoolThatChangesHasTheRoutesMadeAnewThatSendToIt() {
    Compiler.Compiled before = compile(BEFORE, null);
    Compiler.Compiled after =
        compile(BEFORE.replace("127.0.0.1:2']", "127.0.0.1:2'], balancer: random"), before);

    assertThat(after.upstreams().get("app")).isSameAs(before.upstreams().get("app"));
    assertSame(before, after, "all", "a", "old");
    assertOther(before, after, "next", "canary", "copied");
    assertThat(of(after, "canary").split()).isSameAs(of(before, "canary").split());
  }

  @Test
  void thePlaceInTheFileIsNoPartOfARoute() {
    Compiler.Compiled before = compile(BEFORE, null);
    Compiler.Compiled after =
        compile(
            BEFORE.replace(
                "routes:\n", "routes:\n  - {name: new, match: {path: /1}, respond: {}}\n"),
            before);

    assertSame(before, after, "all", "a", "next", "canary", "copied", "old");
    assertThat(after.routes()).hasSize(7);
  }
}
