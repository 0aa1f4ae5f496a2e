package dev.gatehouse.server.admin;

import dev.gatehouse.cache.filter.PurgeCount;
import dev.gatehouse.cache.filter.PurgeMode;
import dev.gatehouse.cache.filter.SharedCache;
import dev.gatehouse.cache.key.PurgeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operator's word that what is stored is not right any more: {@code {"url":
 * "https://shop.example/a"}}, or {@code prefix}, {@code host}, {@code tag}, each with one text or a
 * list of them, or {@code "all": true}. With {@code "soft": true} it is marked stale and not
 * removed, with {@code "dry-run": true} only counted. Answers how many responses and bytes it was.
 */
public final class PurgeAction implements Action {
  private static final Logger LOG = LoggerFactory.getLogger(PurgeAction.class);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String EXPECTED = "exactly one of url, prefix, host, tag and all";

  private final SharedCache cache;
  private final Supplier<List<UnaryOperator<String>>> narrowed;
  private final LongSupplier now;

  /**
   * @param narrowed what each route with a cache makes of a URL
   * @param now milliseconds since 1970
   */
  public PurgeAction(
      SharedCache cache, Supplier<List<UnaryOperator<String>>> narrowed, LongSupplier now) {
    this.cache = cache;
    this.narrowed = narrowed;
    this.now = now;
  }

  /**
   * What came of it.
   *
   * @param done removed, marked-stale or counted
   * @param bytes what the responses take of the cache's room
   */
  record Done(String done, long responses, long bytes) {}

  @Override
  public Endpoint.Answer act(byte[] body) {
    Order order = Order.of(body);
    List<PurgeScope> scopes = scopes(order);
    PurgeMode mode =
        order.flag("dry-run")
            ? PurgeMode.COUNT
            : order.flag("soft") ? PurgeMode.MARK_STALE : PurgeMode.REMOVE;
    long responses = 0;
    long bytes = 0;
    for (PurgeScope scope : scopes) {
      PurgeCount count = cache.purge(scope, mode, now.getAsLong());
      responses += count.responses();
      bytes += count.bytes();
    }
    String done =
        switch (mode) {
          case REMOVE -> "removed";
          case MARK_STALE -> "marked-stale";
          case COUNT -> "counted";
        };
    LOG.info("purge of {}: {} responses {}", order, responses, done);
    return new Endpoint.Answer(
        200, "application/json", MAPPER.writeValueAsBytes(new Done(done, responses, bytes)));
  }

  private List<PurgeScope> scopes(Order order) {
    List<PurgeScope> scopes = new ArrayList<>();
    int kinds = 0;
    for (Kind kind : Kind.values()) {
      List<String> texts = order.texts(kind.word());
      kinds += texts.isEmpty() ? 0 : 1;
      for (String text : texts) {
        scopes.add(kind.of(text, narrowed.get()));
      }
    }
    if (order.flag("all")) {
      kinds++;
      scopes.add(PurgeScope.all());
    }
    if (kinds != 1) {
      throw new IllegalArgumentException("body: " + order + " (expected: " + EXPECTED + ")");
    }
    return scopes;
  }

  private enum Kind {
    URL,
    PREFIX,
    HOST,
    TAG;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    PurgeScope of(String text, List<UnaryOperator<String>> narrowed) {
      return switch (this) {
        case URL -> PurgeScope.url(text, narrowed);
        case PREFIX -> PurgeScope.prefix(text);
        case HOST -> PurgeScope.host(text);
        case TAG -> PurgeScope.tag(text);
      };
    }
  }
}
