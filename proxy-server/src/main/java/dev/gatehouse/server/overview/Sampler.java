package dev.gatehouse.server.overview;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds a reading to a history once a second, on a daemon thread of its own, until closed. */
public final class Sampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("gatehouse-overview").factory());
  private final History history;
  private final Source source;
  private long number;

  /** What is to be read. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads everything.
     *
     * @param number what the reading is to have as its number
     */
    Reading read(long number);
  }

  private Sampler(History history, Source source) {
    this.history = history;
    this.source = source;
  }

  /** Starts with the first reading. */
  public static Sampler start(History history, Source source) {
    Sampler sampler = new Sampler(history, source);
    history.add(source.read(sampler.number++));
    sampler.executor.scheduleAtFixedRate(sampler::sample, 1, 1, TimeUnit.SECONDS);
    return sampler;
  }

  private void sample() {
    try {
      history.add(source.read(number++));
    } catch (RuntimeException e) {
      LOG.error("no reading for the overview", e); // A bug; the next second is tried all the same.
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
