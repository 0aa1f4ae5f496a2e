package dev.gatehouse.core.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test class that leaks a reference-counted resource. JUnit loads it for every test class
 * of every module; no test names it.
 *
 * <p>A leak shows once the resource is collected without having been released, so each class that
 * used such resources is followed by a collection. What only becomes garbage later fails the class
 * after it, or the run as a whole; the message tells where the resource was last touched.
 */
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
  private static final Leaks LEAKS = new Leaks();

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(LEAKS);
    // a fuzzer makes as many buffers in a second as all tests together: samples find its leaks
    boolean fuzzing = System.getenv("JAZZER_FUZZ") != null;
    ResourceLeakDetector.setLevel(
        fuzzing ? ResourceLeakDetector.Level.SIMPLE : ResourceLeakDetector.Level.PARANOID);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    var _ =
        context
            .getRoot()
            .getStore(Namespace.create(LeakGuard.class))
            .getOrComputeIfAbsent(AfterEverything.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getEnclosingTestClasses().isEmpty()) {
      failOn(LEAKS.recent());
    }
  }

  private static void failOn(List<String> leaks) {
    if (!leaks.isEmpty()) {
      throw new AssertionError("leaked: " + String.join(System.lineSeparator(), leaks));
    }
  }

  /** Closed by JUnit when the last test class is done. */
  private static final class AfterEverything implements AutoCloseable {
    @Override
    public void close() {
      failOn(LEAKS.all());
    }
  }
}
