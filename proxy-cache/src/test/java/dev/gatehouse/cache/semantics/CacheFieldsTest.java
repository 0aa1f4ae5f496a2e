package dev.gatehouse.cache.semantics;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** What {@link CacheFieldsFuzz} asks, of its seeds crossed with each other by chance. */
class CacheFieldsTest {
  private static final int RUNS = 20_000;

  @Test
  void everyQuestionHasAnAnswer() {
    CacheFieldsFuzz asked = new CacheFieldsFuzz();
    List<byte[]> seeds =
        CacheFieldsFuzz.seeds().map(Arguments::get).map(each -> (byte[]) each[0]).toList();
    seeds.forEach(asked::everyQuestionHasAnAnswer);
    Random random = new Random(9111);
    for (int i = 0; i < RUNS; i++) {
      byte[] crossed = seeds.get(random.nextInt(seeds.size())).clone();
      for (int cuts = random.nextInt(1, 4); cuts > 0; cuts--) {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int length = random.nextInt(1, Math.min(crossed.length, other.length));
        int from = random.nextInt(other.length - length + 1);
        System.arraycopy(other, from, crossed, random.nextInt(crossed.length - length + 1), length);
      }
      asked.everyQuestionHasAnAnswer(crossed);
    }
  }
}
