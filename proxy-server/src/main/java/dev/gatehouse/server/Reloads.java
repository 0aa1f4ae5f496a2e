package dev.gatehouse.server;

import dev.gatehouse.server.admin.ConfigurationView;
import dev.gatehouse.server.admin.Endpoint;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Origin;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.reload.Changes;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.server.reload.ConfigurationWatch;
import dev.gatehouse.server.reload.ConfigurationWatch.Look;
import dev.gatehouse.server.reload.Edition;
import dev.gatehouse.server.reload.History;
import dev.gatehouse.server.reload.Occasion;
import dev.gatehouse.server.reload.Refusal;
import dev.gatehouse.server.reload.ReloadResult;
import dev.gatehouse.server.telemetry.Telemetry;
import dev.gatehouse.tls.TlsState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every way from one configuration to another: reading it again, and going back. Keeps those that
 * have served, and says why one does not.
 *
 * <p>One reload at a time, guarded by itself; what is asked may be asked by any thread.
 */
final class Reloads {
  private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

  private final Live live;
  private final @Nullable ConfigurationSource source;
  private final TlsState tlsState;
  private final Household household;
  private final LongSupplier epochMillis;
  private final LongAdder done = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final ConfigurationWatch watch = new ConfigurationWatch(() -> reload(Occasion.FILE));
  private List<Path> files;
  private volatile History history;
  private volatile @Nullable Refusal refusal;

  /**
   * @param source where the configuration can be read again; null: nowhere
   * @param household told before and after each reload
   * @param first what the configuration that serves was read from
   */
  Reloads(
      Live live,
      @Nullable ConfigurationSource source,
      TlsState tlsState,
      Household household,
      Origin first,
      LongSupplier epochMillis) {
    this.live = live;
    this.source = source;
    this.tlsState = tlsState;
    this.household = household;
    this.epochMillis = epochMillis;
    this.history = History.first(first, now());
    this.files = files(source, first);
  }

  private static List<Path> files(@Nullable ConfigurationSource source, Origin origin) {
    List<Path> all = new ArrayList<>(source == null ? List.of() : source.files());
    all.addAll(origin.files());
    return List.copyOf(all);
  }

  /** Begins to watch over the files, if that is wanted; what has changed since they were read. */
  synchronized void begin() {
    ConfigurationSource from = source;
    if (from == null || !isWatched()) {
      return;
    }
    Look look = Look.at(files);
    String text = from.text();
    if (text != null && !text.equals(history.current().text())) {
      reload(Occasion.FILE);
    } else {
      watch.watch(files, look);
    }
  }

  private boolean isWatched() {
    return live.settings().reload().watch();
  }

  /** Takes over the configuration as it is now. Blocks. */
  synchronized ReloadResult reload(Occasion by) {
    ConfigurationSource from = source;
    if (from == null) {
      return nothingToRead(by);
    }
    Look look = Look.at(files);
    Loaded loaded = from.load();
    if (loaded instanceof Loaded.Valid valid) {
      files = files(from, valid.origin());
      if (!look.covers(files)) {
        look = Look.at(files); // else what changes between being read and being looked at is missed
        loaded = from.load();
      }
    }
    return take(from, loaded, by, look);
  }

  /** Watches or does not, as the configuration wants it that serves now. */
  private void follow(Look look) {
    if (isWatched()) {
      watch.watch(files, look);
    } else {
      watch.rest();
    }
  }

  /**
   * Takes over an earlier configuration. Blocks.
   *
   * @param to its number; null: the one before
   * @throws IllegalArgumentException if it is not kept
   */
  synchronized ReloadResult rollBack(@Nullable Integer to) {
    Edition wanted = history.find(to);
    Occasion by = new Occasion.Rollback(wanted.number());
    ConfigurationSource from = source;
    return from == null
        ? nothingToRead(by)
        : take(from, from.load(wanted.text()), by, Look.at(files));
  }

  private ReloadResult nothingToRead(Occasion by) {
    return refuse(List.of(Problem.whole("there is no file to read again")), by);
  }

  /**
   * Serves by what was loaded, if that can be used.
   *
   * @param look what the files looked like before they were read
   */
  private ReloadResult take(ConfigurationSource from, Loaded loaded, Occasion by, Look look) {
    household.reloading();
    ReloadResult result = attempt(from, loaded, by);
    household.reloaded(result);
    follow(look);
    return result;
  }

  private ReloadResult attempt(ConfigurationSource from, Loaded loaded, Occasion by) {
    return switch (loaded) {
      case Loaded.Invalid(List<Problem> problems) -> refuse(problems, by);
      case Loaded.Valid valid ->
          switch (live.reload(valid, from.base(), tlsState)) {
            case Live.Refused(List<Problem> problems) -> refuse(problems, by);
            case Live.Taken(Changes changes, List<Problem> warnings) ->
                taken(valid.origin(), changes, warnings, by);
          };
    };
  }

  private ReloadResult taken(Origin origin, Changes changes, List<Problem> warnings, Occasion by) {
    history = history.with(origin, now(), by, changes);
    refusal = null;
    done.increment();
    int number = history.current().number();
    warnings.forEach(warning -> LOG.warn("{}", warning));
    LOG.info("reloaded ({}), configuration {}: {}", by, number, changes);
    return new ReloadResult.Done(number, changes, warnings);
  }

  private ReloadResult refuse(List<Problem> problems, Occasion by) {
    refusal = new Refusal(now(), by, problems);
    refused.increment();
    problems.forEach(problem -> LOG.error("{}", problem));
    LOG.error(
        "not reloaded ({}), for {}: what served before goes on",
        by,
        problems.size() == 1 ? "this problem" : problems.size() + " problems");
    return new ReloadResult.Refused(problems);
  }

  /** Watches over nothing any more. */
  void close() {
    watch.close();
  }

  private Instant now() {
    return Instant.ofEpochMilli(epochMillis.getAsLong());
  }

  /** What serves, for the admin API. */
  ConfigurationView view() {
    ConfigurationSource from = source;
    return ConfigurationView.of(history.current(), from == null ? null : from.text(), refusal);
  }

  /** What has served, newest first, for the admin API. */
  List<ConfigurationView.Past> history(Endpoint.Ask ask) {
    return ConfigurationView.past(history, ask.number("number"));
  }

  void describe(Telemetry telemetry) {
    telemetry.counter("gatehouse.reloads", "Configurations taken over while serving.", done::sum);
    telemetry.counter(
        "gatehouse.reloads.refused", "Configurations that could not be taken over.", refused::sum);
    telemetry.gauge(
        "gatehouse.configuration.number",
        "The number of the configuration that serves; 1 is the one of the start.",
        () -> history.current().number());
    telemetry.gauge(
        "gatehouse.configuration.loaded.seconds",
        "When the configuration that serves was taken over, in seconds since 1970.",
        () -> history.current().at().getEpochSecond());
    telemetry.gauge(
        "gatehouse.configuration.refused",
        "1 while the last attempt to reload was refused, else 0.",
        () -> refusal == null ? 0 : 1);
  }
}
