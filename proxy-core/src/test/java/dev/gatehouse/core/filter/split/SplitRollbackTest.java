package dev.gatehouse.core.filter.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How a canary that fails loses its share. */
class SplitRollbackTest {
  private final SplitRig rig = new SplitRig();

  private static SplitSettings guarded(int... weights) {
    return new SplitSettings(
        SplitRig.weights(weights),
        new Sticky.Cookie(SplitRig.COOKIE),
        new OverrideBy.Header("x-canary"),
        new RollbackSettings());
  }

  private void traffic(SplitHandler handler, Split split, int requests) {
    for (int i = 0; i < requests; i++) {
      Exchange exchange =
          TestExchange.get("/").loop(rig.loops.get(i % rig.loops.size())).exchange();
      exchange.routed("checkout", _ -> rig.finished++);
      SplitRig.Answered answered = new SplitRig.Answered(exchange);
      handler.handle(
          exchange,
          new Responder() {
            @Override
            public void respond(Response response) {
              if ("app-next".equals(response.headers().get("x-pool"))) {
                response.status(rig.status);
              } else {
                response.status(200);
              }
              answered.respond(response);
            }

            @Override
            public void fail(Failure failure) {
              answered.fail(failure);
            }

            @Override
            public void inform(Response interim) {}
          });
      if (i % 100 == 0) {
        rig.loops.forEach(loop -> loop.advance(Duration.ofSeconds(1)));
        split.look();
      }
    }
  }

  @Test
  void aCanaryThatFailsLosesItsShareAndItsClients() {
    Split split = rig.split(guarded(90, 10));
    SplitHandler handler = rig.handler(split);
    rig.status = 503;
    traffic(handler, split, 3_000);

    SplitState state = split.state();
    SplitState.RolledBack why = Objects.requireNonNull(state.rolledBack());
    assertThat(why.by()).isEqualTo("error-rate");
    assertThat(why.why()).contains("100.0% of 1").contains("control's 0.0% of");
    assertThat(state.pools().get(0).weight()).isEqualTo(100);
    assertThat(state.pools().get(1).weight()).isZero();
    assertThat(state.pools().get(1).configured()).isEqualTo(10);
    assertThat(rig.pool(handler, SplitRig.with("0000")))
        .as("a client of the canary")
        .isEqualTo("app");
    assertThat(rig.pool(handler, TestExchange.get("/").header("x-canary", "app-next")))
        .as("whoever asks for it")
        .isEqualTo("app-next");
    assertThat(rig.finished).as("the route's observer is told, too").isEqualTo(3_002);
  }

  private static SplitState.Compared compared(Split split) {
    return Objects.requireNonNull(split.state().pools().get(1).compared());
  }

  @Test
  void aCanaryThatIsNoWorseKeepsItsShare() {
    Split split = rig.split(guarded(90, 10));
    traffic(rig.handler(split), split, 20_000);
    assertThat(split.state().rolledBack()).isNull();
    assertThat(compared(split).requests()).isBetween(1_990L, 2_010L);
  }

  @Test
  void whatAsksForTheCanaryDoesNotSpeakAgainstIt() {
    Split split = rig.split(guarded(90, 10));
    SplitHandler handler = rig.handler(split);
    rig.status = 500;
    for (int i = 0; i < 1_000; i++) {
      rig.send(handler, TestExchange.get("/").header("x-canary", "app-next"));
    }
    assertThat(compared(split).requests()).isZero();
  }

  @Test
  void aCanaryWithoutBackendsSpeaksAgainstItself() {
    Split split = rig.split(guarded(0, 10));
    SplitHandler handler = rig.handler(split);
    rig.failure = Failure.of(FailureReason.NO_BACKEND);
    rig.send(handler, TestExchange.get("/"));
    rig.failure = Failure.of(FailureReason.CLIENT_GONE);
    rig.send(handler, TestExchange.get("/"));
    assertThat(compared(split)).isEqualTo(new SplitState.Compared(1, 1));
  }

  @Test
  void anOperatorTakesAndGivesTheShareBack() {
    Split split = rig.split(SplitRig.sticky(90, 10));
    SplitHandler handler = rig.handler(split);
    split.rollBack();
    assertThat(Objects.requireNonNull(split.state().rolledBack()).by()).isEqualTo("operator");
    assertThat(rig.pool(handler, SplitRig.with("0000"))).isEqualTo("app");
    split.resume();
    assertThat(split.state().rolledBack()).isNull();
    assertThat(rig.pool(handler, SplitRig.with("0000"))).isEqualTo("app-next");
  }

  @Test
  void aCanaryThatWasGivenItsShareBackIsJudgedByWhatItDoesFromThen() {
    Split split = rig.split(guarded(90, 10));
    SplitHandler handler = rig.handler(split);
    rig.status = 503;
    traffic(handler, split, 3_000);
    split.resume();
    rig.status = 200;
    traffic(handler, split, 10_000);
    assertThat(split.state().rolledBack()).isNull();
    rig.status = 503;
    traffic(handler, split, 10_000);
    assertThat(split.state().rolledBack()).isNotNull();
  }
}
