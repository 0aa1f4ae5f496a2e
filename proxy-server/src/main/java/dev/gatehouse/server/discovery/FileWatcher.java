package dev.gatehouse.server.discovery;

import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.server.config.load.BackendList;
import dev.gatehouse.server.config.load.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files with backends again and again, on a daemon thread of its own. Looking is
 * chosen over being told: it costs one call per file, and sees what a watch on folders misses, such
 * as links of links that are swapped, and network file systems.
 *
 * <p>Safe for use by any thread.
 */
public final class FileWatcher implements AutoCloseable {
  /** How often is looked; a change takes effect after one or two of it. */
  private static final Duration PERIOD = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

  private final Map<BackendPool, BackendFile> watched = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("file-watch").factory());

  /** Starts to look. */
  public FileWatcher() {
    executor.scheduleWithFixedDelay(
        this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks at the file of {@code pool} from now on, if it has one. */
  public void add(BackendPool pool, BackendFiles files) {
    BackendFile file = files.file(pool.name());
    if (file != null) {
      watched.put(pool, file);
    }
  }

  /** Looks at the file of {@code pool} no more. */
  public void remove(BackendPool pool) {
    watched.remove(pool);
  }

  private void look() {
    watched.forEach((pool, file) -> {
      try {
        BackendList news = file.look();
        if (news != null) {
          tell(pool, file, news);
        }
      } catch (RuntimeException e) {
        LOG.error("cannot look at the backends of pool {}", pool.name(), e); // a bug
      }
    });
  }

  private static void tell(BackendPool pool, BackendFile file, BackendList news) {
    List<Problem> problems = news.problems();
    if (problems.isEmpty()) {
      pool.list(news.backends());
      LOG.info("pool {}: {} names {} backends", pool.name(), file, news.backends().size());
      return;
    }
    problems.forEach(problem -> LOG.error("pool {}: {}", pool.name(), problem));
    int before = file.backends().size();
    LOG.error("pool {}: the {} backends that {} named before stay", pool.name(), before, file);
    int more = problems.size() - 1;
    String first = problems.getFirst().toString();
    pool.listFailed(more == 0 ? first : first + " (and " + more + " more)");
  }

  /** Stops looking. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
