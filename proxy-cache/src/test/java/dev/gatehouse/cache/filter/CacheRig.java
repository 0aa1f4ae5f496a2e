package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.CacheSettings;
import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A cache between clients and a backend that both are the test: who asks, on which event loop, and
 * what the backend says to which request.
 */
final class CacheRig implements AutoCloseable {
  final ManualLoop one = new ManualLoop(0);
  final ManualLoop two = new ManualLoop(1);
  final SharedCache shared =
      new SharedCache(
          new CacheSettings(ByteSize.ofMiB(8), ByteSize.ofKiB(64), null),
          new MemoryBudget(1 << 24));

  /** What the backend was asked and has not answered. */
  final Queue<Asked> asked = new ArrayDeque<>();

  /** The words of the cache, in order. */
  final List<String> words = new ArrayList<>();

  /** What else happens whenever it is decided what becomes of a response. */
  Runnable whenDecided = () -> {};

  private final CacheFilter filter;
  private final List<Client> clients = new ArrayList<>();

  CacheRig() {
    this(new RouteCacheSettings());
  }

  CacheRig(RouteCacheSettings settings) {
    filter =
        new CacheFilter(
            "shop",
            settings,
            List.of(),
            shared,
            new CacheObserver() {
              @Override
              public void handled(
                  Exchange exchange, CacheResult result, @Nullable Forward forward) {
                words.add(result.code() + (forward == null ? "" : " " + forward.code()));
              }

              @Override
              public void decided(int loop, String key, StoreDecision decision) {
                words.add(decision.code());
                whenDecided.run();
              }
            });
  }

  /** One request to the backend. */
  record Asked(Exchange exchange, Responder responder) {
    void answer(int status, String fields, String content) {
      Headers headers = new Headers();
      fields
          .lines()
          .forEach(line -> {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
          });
      ByteBuf bytes = Unpooled.copiedBuffer(content, StandardCharsets.US_ASCII);
      responder.respond(new Response(status, headers, new BufferBody(bytes)));
    }

    void answer(String fields, String content) {
      answer(200, fields, content);
    }

    void fail() {
      responder.fail(Failure.of(FailureReason.CONNECT_REFUSED));
    }

    @Nullable String field(String name) {
      return exchange.request().headers().get(name);
    }
  }

  /** One who asks. */
  static final class Client implements Responder {
    final Exchange exchange;
    final ManualLoop loop;
    @Nullable Failure failure;
    private @Nullable Response response;
    private @Nullable String content;

    Client(Exchange exchange, ManualLoop loop) {
      this.exchange = exchange;
      this.loop = loop;
    }

    @Override
    public void respond(Response answer) {
      if (response != null || failure != null) {
        throw new AssertionError("a second answer");
      }
      response = answer;
    }

    @Override
    public void fail(Failure why) {
      if (response != null || failure != null) {
        throw new AssertionError("a second answer");
      }
      failure = why;
    }

    @Override
    public void inform(Response interim) {}

    boolean answered() {
      return response != null || failure != null;
    }

    Response response() {
      return Objects.requireNonNull(response, "no answer");
    }

    int status() {
      return response().status();
    }

    @Nullable String field(String name) {
      return response().headers().get(name);
    }

    /** All of the content, which has to be there. */
    String content() {
      if (content == null) {
        StringBuilder text = new StringBuilder();
        var body = response().body();
        for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
          text.append(piece.toString(StandardCharsets.US_ASCII));
          piece.release();
        }
        if (!body.ended()) {
          throw new AssertionError("there is more to come, after: " + text);
        }
        body.discard();
        exchange.sent();
        content = text.toString();
      }
      return content;
    }

    /** Goes away without waiting for the rest. */
    void leave() {
      if (response != null) {
        response.body().discard();
      }
      exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
    }
  }

  Client ask(TestExchange request) {
    return ask(request, one);
  }

  Client ask(TestExchange request, ManualLoop loop) {
    Client client = new Client(request.loop(loop).exchange(), loop);
    clients.add(client);
    filter.handle(
        client.exchange,
        client,
        (exchange, responder) -> asked.add(new Asked(exchange, responder)));
    run();
    return client;
  }

  Client get(String target) {
    return ask(TestExchange.get(target));
  }

  /** The request that the backend was asked first and has not answered. */
  Asked next() {
    return Objects.requireNonNull(asked.poll(), "the backend was not asked");
  }

  /** Has {@code target} stored. */
  void store(String target, String fields, String content) {
    Client client = get(target);
    next().answer(fields, content);
    run();
    client.content();
    words.clear();
  }

  void run() {
    one.run();
    two.run();
  }

  void advance(Duration by) {
    one.advance(by);
    two.advance(by);
  }

  /** Fails if anything is left of the memory that stored responses took. */
  @Override
  public void close() {
    for (Client client : clients) {
      if (!client.exchange.over()) {
        client.leave();
      }
    }
    shared.close();
    run();
    if (shared.store().memory().used() != 0) {
      throw new AssertionError("memory of the cache is still in use");
    }
  }
}
