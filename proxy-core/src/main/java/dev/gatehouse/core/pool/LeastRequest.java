package dev.gatehouse.core.pool;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The less busy of two backends picked at random. Looking at two spreads load nearly as well as
 * looking at all, and does not send every event loop to the same one at the same moment.
 *
 * <p>A backend is drawn with the probability of its weight, and its requests count by weight, so
 * that the shares hold with and without load.
 */
final class LeastRequest implements Balancer {
  private final Backend[] backends;
  // ends[i]: the sum of the weights of backends 0 to i.
  private final int[] ends;
  private final int total;
  private final IntUnaryOperator random;

  LeastRequest(Backend[] backends) {
    this(backends, bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /**
   * Makes the balancer with its source of chance.
   *
   * @param random gives a number from 0 to its argument, exclusive; called by any thread
   */
  LeastRequest(Backend[] backends, IntUnaryOperator random) {
    this.backends = backends;
    this.random = random;
    this.ends = new int[backends.length];
    int sum = 0;
    for (int i = 0; i < backends.length; i++) {
      sum = Math.addExact(sum, backends[i].weight());
      ends[i] = sum;
    }
    this.total = sum;
  }

  @Override
  public @Nullable Backend pick(PickContext context) {
    if (backends.length < 2) {
      return backends.length == 0 || context.tried(backends[0]) ? null : backends[0];
    }
    int first = at(random.applyAsInt(total));
    // Drawn from the others: the range of the first is left out.
    int weight = backends[first].weight();
    int point = random.applyAsInt(total - weight);
    int second = at(point < ends[first] - weight ? point : point + weight);
    Backend one = backends[first];
    Backend other = backends[second];
    if (context.tried(one)) {
      return context.tried(other) ? leastOfAll(context) : other;
    }
    return context.tried(other) || !isLessBusy(other, one) ? one : other;
  }

  private int at(int point) {
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (point < ends[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private @Nullable Backend leastOfAll(PickContext context) {
    Backend least = null;
    for (Backend backend : backends) {
      if (!context.tried(backend) && (least == null || isLessBusy(backend, least))) {
        least = backend;
      }
    }
    return least;
  }

  private static boolean isLessBusy(Backend a, Backend b) {
    return (long) a.active() * b.weight() < (long) b.active() * a.weight();
  }
}
