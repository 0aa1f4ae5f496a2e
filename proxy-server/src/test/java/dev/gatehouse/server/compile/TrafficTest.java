package dev.gatehouse.server.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.filter.split.Split;
import dev.gatehouse.core.filter.split.SplitState;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What of splits and mirrors outlives a configuration. */
class TrafficTest {
  private static final String SPLIT = "{pools: {app: 90, next: 10}, rollback: {}}";

  private static GatehouseSettings settings(String routes) {
    String yaml =
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        pools: {app: {backends: ["http://127.0.0.1:1"]}, next: {backends: ["http://127.0.0.1:2"]}}
        routes: %s
        """
            .formatted(routes);
    if (new ConfigurationLoader(Map.of()).load("test", yaml, Path.of("/"))
        instanceof Loaded.Valid valid) {
      return valid.settings();
    }
    throw new AssertionError(yaml);
  }

  private static Split split(Traffic traffic, String route) {
    return Objects.requireNonNull(traffic.find(route));
  }

  private static Traffic after(Traffic before, String routes) {
    return before.next(settings(routes), 1);
  }

  @Test
  void aCanaryThatLostItsShareDoesNotGetItBackByAnotherChange() {
    Traffic before = after(Traffic.NONE, "[{name: shop, split: " + SPLIT + "}]");
    split(before, "shop").rollBack();
    Traffic reloaded =
        after(
            before,
            "[{name: shop, split: "
                + SPLIT
                + ", timeouts: {idle: 5s}}, {match: {path: /a}, pool: app}]");
    assertThat(reloaded.find("shop")).isSameAs(before.find("shop"));
    assertThat(reloaded.splitStates()).extracting(SplitState::rolledBack).doesNotContainNull();
  }

  @Test
  void aSplitThatIsConfiguredAnewBeginsAnew() {
    Traffic before = after(Traffic.NONE, "[{name: shop, split: " + SPLIT + "}]");
    split(before, "shop").rollBack();
    Traffic raised = after(before, "[{name: shop, split: " + SPLIT.replace("10", "20") + "}]");
    assertThat(split(raised, "shop").state().rolledBack()).isNull();
    assertThat(before.splitStates())
        .as("the one before, should the new one not be taken")
        .extracting(SplitState::rolledBack)
        .doesNotContainNull();
  }

  @Test
  void mirrorsGoOnCountingWhileTheyCopyToTheSamePool() {
    Traffic before = after(Traffic.NONE, "[{name: shop, pool: app, mirror: {pool: next}}]");
    Traffic less = after(before, "[{name: shop, pool: app, mirror: {pool: next, percent: 5%}}]");
    assertThat(less.mirror("shop")).isSameAs(before.mirror("shop"));
    Traffic other = after(less, "[{name: shop, pool: app, mirror: {pool: app}}]");
    assertThat(other.mirror("shop")).isNotSameAs(before.mirror("shop"));
    assertThat(after(other, "[{name: shop, pool: app}]").mirrorStates()).isEmpty();
  }
}
