package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A split over pools that answer at once and say who they are. */
final class SplitRig {
  static final String COOKIE = "gatehouse-canary";

  final List<ManualLoop> loops = IntStream.range(0, 8).mapToObj(ManualLoop::new).toList();
  private final Random random = new Random(3);
  final Headers answer = new Headers();
  int status = 200;
  @Nullable Failure failure;
  int finished;

  static Map<String, Weight> weights(int... weights) {
    Map<String, Weight> pools = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      pools.put(i == 0 ? "app" : i == 1 ? "app-next" : "pool-" + i, new Weight(weights[i]));
    }
    return pools;
  }

  static SplitSettings sticky(int... weights) {
    return new SplitSettings(weights(weights), new Sticky.Cookie(COOKIE), null, null);
  }

  Split split(SplitSettings settings) {
    return new Split("checkout", settings, loops.size(), loops.getFirst().clock());
  }

  SplitHandler handler(Split split) {
    List<Handler> pools = new ArrayList<>();
    for (String name : split.settings().names()) {
      pools.add((exchange, responder) -> answer(name, exchange, responder));
    }
    return new SplitHandler(split, pools, _ -> finished++);
  }

  private void answer(String pool, Exchange exchange, Responder responder) {
    exchange.attempt(pool, pool);
    exchange.mark(Mark.ACQUIRE);
    if (failure != null) {
      responder.fail(failure);
      return;
    }
    exchange.mark(Mark.RESPONSE_HEAD);
    responder.respond(new Response(status, answer.copy().add("x-pool", pool), Body.empty()));
  }

  /** Sends one request. */
  Answered send(SplitHandler handler, TestExchange request) {
    Exchange exchange = request.loop(loops.get(random.nextInt(loops.size()))).exchange();
    exchange.routed("checkout", _ -> finished++);
    Answered answered = new Answered(exchange);
    handler.handle(exchange, answered);
    return answered;
  }

  String pool(SplitHandler handler, TestExchange request) {
    return String.valueOf(send(handler, request).headers.get("x-pool"));
  }

  static TestExchange with(String token) {
    return TestExchange.get("/").header("cookie", "a=1; " + COOKIE + "=" + token + "; b=2");
  }

  /** The answer, as the client sees it. */
  static final class Answered implements Responder {
    final Exchange exchange;
    Headers headers = new Headers();

    Answered(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void respond(Response response) {
      headers = response.headers();
      exchange.status(response.status());
      exchange.sent();
    }

    @Override
    public void fail(Failure failure) {
      exchange.failed(failure);
      exchange.status(failure.reason().status());
      exchange.sent();
    }

    @Override
    public void inform(Response interim) {}
  }
}
