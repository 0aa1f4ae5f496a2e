package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.filter.CacheRig.Asked;
import dev.gatehouse.cache.filter.CacheRig.Client;
import dev.gatehouse.cache.range.ByteRange;
import dev.gatehouse.cache.range.ContentRange;
import dev.gatehouse.cache.range.RangeRequest;
import dev.gatehouse.cache.range.Selection;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A resource that changes, a backend that answers with parts, wholes and pieces of them, and
 * clients that ask for anything: nobody ever gets a byte of another representation than the one
 * that the answer's fields are of, nor one from another place of it.
 */
class PartsPropertyTest {
  private static final int STEPS = 60;

  private final Random random = new Random(0);
  private int version = 1;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void neverGivesAWrongByte(int kind) {
    for (long seed = 0; seed < 400; seed++) {
      random.setSeed(seed * 3 + kind);
      try (CacheRig rig = new CacheRig()) {
        for (int step = 0; step < STEPS; step++) {
          step(rig, kind);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void step(CacheRig rig, int kind) {
    switch (random.nextInt(12)) {
      case 0 -> version++;
      case 1 -> rig.advance(Duration.ofSeconds(random.nextInt(90)));
      case 2 -> change(rig);
      default -> {
        Client client = rig.ask(request(), random.nextBoolean() ? rig.one : rig.two);
        while (!rig.asked.isEmpty()) {
          answer(rig.next(), kind);
          rig.run();
        }
        check(client);
      }
    }
  }

  private void change(CacheRig rig) {
    version++;
    Client post = rig.ask(TestExchange.of("POST", "/a"));
    respond(rig.next(), 200, new Headers(), "", false);
    post.content();
  }

  private TestExchange request() {
    TestExchange get = TestExchange.get("/a");
    if (random.nextInt(4) > 0) {
      get.header("range", "bytes=" + range());
      if (random.nextInt(6) == 0) {
        get.header("if-range", tag(Math.max(1, version - random.nextInt(2))));
      }
      if (random.nextInt(8) == 0) {
        get.header("range", "bytes=1-2"); // two of them count for none
      }
    }
    return get;
  }

  private String range() {
    int first = random.nextInt(60);
    return switch (random.nextInt(5)) {
      case 0 -> first + "-";
      case 1 -> "-" + first;
      case 2 -> first + "-" + first;
      case 3 -> "0-" + first;
      default -> first + "-" + (first + random.nextInt(30));
    };
  }

  // ---- the backend

  private static int length(int version) {
    return version % 4 == 0 ? 49 : 40; // mostly the same, so that only validators tell
  }

  private static String content(int version) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length(version); i++) {
      text.append((char) ('0' + (version * 31 + i * 7) % 75));
    }
    return text.toString();
  }

  private static String tag(int version) {
    return "\"v" + version + '"';
  }

  private void answer(Asked asked, int kind) {
    Headers headers = new Headers();
    headers.add("cache-control", "max-age=60").add("x-version", Integer.toString(version));
    switch (kind) {
      case 0 -> headers.add("etag", tag(version));
      case 1 -> headers.add("etag", random.nextInt(3) == 0 ? "W/" + tag(version) : tag(version));
      default -> {} // nothing to tell representations apart by
    }
    String etag = headers.get("etag");
    if (etag != null && etag.equals(asked.field("if-none-match"))) {
      respond(asked, 304, headers, "", false);
      return;
    }
    String content = content(version);
    boolean breaks = random.nextInt(5) == 0;
    String condition = asked.field("if-range");
    boolean ignores = random.nextInt(5) == 0 || (condition != null && !condition.equals(etag));
    RangeRequest wanted = ignores ? null : RangeRequest.of(asked.exchange().request().headers());
    switch (wanted == null ? Selection.WHOLE : Selection.of(wanted, content.length())) {
      case Selection.Whole() -> respond(asked, 200, headers, content, breaks);
      case Selection.Nothing() -> {
        headers.add("content-range", ContentRange.unsatisfied(content.length()));
        respond(asked, 416, headers, "", false);
      }
      case Selection.Parts(var ranges) -> {
        ByteRange range = ranges.getFirst();
        headers.add("content-range", ContentRange.format(range, content.length()));
        String part = content.substring((int) range.first(), (int) range.last() + 1);
        respond(asked, 206, headers, part, breaks);
      }
    }
  }

  private void respond(Asked asked, int status, Headers headers, String content, boolean breaks) {
    boolean known = breaks || random.nextBoolean();
    long length = known ? content.length() : Body.UNKNOWN_LENGTH;
    if (known) {
      headers.add("content-length", Long.toString(length));
    }
    FedBody body = new FedBody(length, new UnwatchedFeed());
    int end = breaks ? random.nextInt(content.length()) : content.length();
    for (int at = 0; at < end; ) {
      int next = Math.min(end, at + 1 + random.nextInt(20));
      body.offer(Unpooled.copiedBuffer(content.substring(at, next), StandardCharsets.US_ASCII));
      at = next;
    }
    if (breaks) {
      body.fail(Failure.of(FailureReason.BACKEND_RESET));
    } else {
      body.complete(null);
    }
    asked.responder().respond(new Response(status, headers, body));
  }

  // ---- the client

  private void check(Client client) {
    if (client.failure != null) {
      throw new AssertionError(client.failure.toString());
    }
    Response response = client.response();
    StringBuilder text = new StringBuilder();
    Body body = response.body();
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      text.append(piece.toString(StandardCharsets.US_ASCII));
      piece.release();
    }
    boolean whole = body.failure() == null;
    assertThat(whole).isEqualTo(body.ended());
    body.discard();
    client.exchange.sent();
    String expected = expected(client, response);
    if (whole) {
      assertThat(text).hasToString(expected);
    } else {
      assertThat(expected).startsWith(text.toString());
    }
  }

  private static String expected(Client client, Response response) {
    if (response.status() == 416) {
      return "";
    }
    int version = Integer.parseInt(Objects.requireNonNull(client.field("x-version")));
    String content = content(version);
    if (response.status() == 200) {
      assertThat(client.field("content-range")).isNull();
      return content;
    }
    assertThat(response.status()).isEqualTo(206);
    ContentRange range = Objects.requireNonNull(ContentRange.of(response.headers()));
    assertThat(range.complete()).isEqualTo(content.length());
    RangeRequest asked = RangeRequest.of(client.exchange.request().headers());
    assertThat(Selection.of(Objects.requireNonNull(asked), content.length()))
        .isEqualTo(new Selection.Parts(List.of(range.range())));
    String condition = client.exchange.request().headers().get("if-range");
    if (condition != null) {
      assertThat(client.field("etag")).isEqualTo(condition);
    }
    return content.substring((int) range.range().first(), (int) range.range().last() + 1);
  }
}
