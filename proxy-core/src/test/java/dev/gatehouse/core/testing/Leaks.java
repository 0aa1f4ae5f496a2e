package dev.gatehouse.core.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The leaks that Netty's detectors have found so far. Safe for use by many threads. */
final class Leaks extends ResourceLeakDetectorFactory {
  /** The stack frames below a test are the same for all of them. */
  private static final Pattern RUNNER =
      Pattern.compile("org\\.junit\\.|maven\\.surefire|java\\.base/");

  private final List<Detector<?>> detectors = new CopyOnWriteArrayList<>();
  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private volatile boolean tracked;

  /** Takes the leaks found since the last call; looks for more if a resource was made since. */
  List<String> recent() {
    return tracked ? all() : drain();
  }

  /** Looks for leaks and takes those found since the last call. */
  List<String> all() {
    tracked = false;
    // References of one collection are queued in any order, but before those of the next one.
    awaitCollection();
    awaitCollection();
    detectors.forEach(Detector::report);
    return drain();
  }

  private List<String> drain() {
    List<String> leaks = new ArrayList<>();
    for (String leak = found.poll(); leak != null; leak = found.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  @SuppressWarnings("UnusedVariable") // The reference must stay reachable to be queued.
  private static void awaitCollection() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    var sentinel = new WeakReference<>(new Object(), queue);
    try {
      do {
        System.gc();
      } while (queue.remove(100) == null);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while looking for leaks", e);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // The one method that a factory must have.
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval, long maxActive) {
    Detector<T> detector = new Detector<>(resource, samplingInterval);
    detectors.add(detector);
    return detector;
  }

  private static String withoutRunner(String records) {
    return records
        .lines()
        .filter(line -> !RUNNER.matcher(line).find())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private final class Detector<T> extends ResourceLeakDetector<T> {
    @SuppressWarnings("deprecation") // Deprecated for callers, who are to ask a factory.
    Detector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    public ResourceLeakTracker<T> track(T resource) {
      tracked = true;
      return super.track(resource);
    }

    @Override
    public ResourceLeakTracker<T> trackForcibly(T resource) {
      tracked = true;
      return super.trackForcibly(resource);
    }

    /** Netty looks at what was collected whenever another resource is tracked. */
    @SuppressWarnings("unchecked")
    void report() {
      T resource = (T) new Object();
      super.trackForcibly(resource).close(resource);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      found.add(resourceType + withoutRunner(records));
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      found.add(resourceType);
    }
  }
}
