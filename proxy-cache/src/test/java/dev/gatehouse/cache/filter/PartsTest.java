package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.filter.CacheRig.Asked;
import dev.gatehouse.cache.filter.CacheRig.Client;
import dev.gatehouse.cache.semantics.StoreDecision;
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
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of responses that pass through: stored, joined, completed (RFC 9111 §3.3 and §3.4). */
class PartsTest {
  private static final String TAGGED = "cache-control: max-age=3600\netag: \"x\"\n";

  @Test
  void answersWhatLiesWithinAStoredPart() {
    try (CacheRig rig = new CacheRig()) {
      assertThat(part(rig, "bytes=2-6", TAGGED, "2-6/10", "23456")).isEqualTo("23456");
      assertThat(rig.words).containsExactly("pass partial", "stored");
      rig.words.clear();

      assertThat(stored(rig, "bytes=2-6", 206)).isEqualTo("23456");
      assertThat(stored(rig, "bytes=3-4", 206)).isEqualTo("34");
      assertThat(stored(rig, "bytes=10-", 416)).isEmpty();
      assertThat(rig.words).containsExactly("hit", "hit", "hit");
      Client client = range(rig, "bytes=4-5");
      assertThat(client.field("content-range")).isEqualTo("bytes 4-5/10");
      assertThat(client.field("content-length")).isEqualTo("2");
      client.content();
    }
  }

  @ParameterizedTest
  @CsvSource({"bytes=0-3", "bytes=5-7", "bytes=-2", "bytes=7-", "lines=2-3"})
  void sendsOnWhoWantsMoreThanIsStored(String range) {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=2-6", TAGGED, "2-6/10", "23456");
      Client client = range(rig, range);
      Asked asked = rig.next();
      assertThat(asked.field("range")).isEqualTo(range);
      asked.answer(200, TAGGED, "0123456789");
      assertThat(client.content()).isEqualTo("0123456789");
      assertThat(stored(rig, "bytes=0-9", 206)).as("it was the whole").isEqualTo("0123456789");
    }
  }

  @Test
  void asksForTheWholeWhereOnlyAPartIsStored() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=2-6", TAGGED, "2-6/10", "23456");
      Client client = rig.get("/a");
      rig.next().answer(TAGGED, "0123456789");
      assertThat(client.content()).isEqualTo("0123456789");
    }
  }

  @Test
  void letsPartsOfOneRepresentationGrowTogether() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=4-5", TAGGED + "a: 1\nb: 1", "4-5/10", "45");
      part(rig, "bytes=2-4", TAGGED + "a: 2", "2-4/10", "234");
      Client client = range(rig, "bytes=2-5");
      assertThat(client.field("a")).as("the newer one's").isEqualTo("2");
      assertThat(client.field("b")).as("what it has not said").isEqualTo("1");
      assertThat(client.content()).isEqualTo("2345");

      part(rig, "bytes=6-", TAGGED, "6-9/10", "6789");
      assertThat(stored(rig, "bytes=3-8", 206)).isEqualTo("345678");
    }
  }

  @Test
  void makesAWholeOfItOnceNothingIsMissing() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=0-4", TAGGED, "0-4/10", "01234");
      part(rig, "bytes=5-", TAGGED, "5-9/10", "56789");
      Client client = rig.get("/a");
      assertThat(client.status()).isEqualTo(200);
      assertThat(client.field("content-range")).isNull();
      assertThat(client.field("content-length")).isEqualTo("10");
      assertThat(client.content()).isEqualTo("0123456789");
      assertThat(rig.shared.store().size()).as("the part is gone").isOne();
    }
  }

  @Test
  void takesOneRangeOfEverythingForTheWhole() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=0-", "cache-control: max-age=3600\n", "0-3/4", "0123");
      assertThat(rig.get("/a").content()).isEqualTo("0123");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "etag: \"y\"   | 4-7/10",
        "etag: W/\"x\" | 4-7/10",
        "a: b          | 4-7/10",
        "etag: \"x\"   | 4-7/11",
        "etag: \"x\"   | 6-9/10",
      })
  void keepsApartWhatDoesNotBelongTogether(String field, String place) {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=2-4", TAGGED, "2-4/10", "234");
      part(rig, "bytes=4-7", "cache-control: max-age=3600\n" + field, place, "abcd");
      Client client = range(rig, "bytes=2-6");
      assertThat(rig.asked).as("there is no run of both").hasSize(1);
      rig.next().answer(404, "cache-control: no-store", "");
      client.content();
    }
  }

  @Test
  void joinsNothingByAWeakValidator() {
    try (CacheRig rig = new CacheRig()) {
      String weak = "cache-control: max-age=3600\netag: W/\"x\"";
      part(rig, "bytes=0-4", weak, "0-4/10", "01234");
      part(rig, "bytes=5-9", weak, "5-9/10", "56789");
      Client client = range(rig, "bytes=4-5");
      assertThat(rig.asked).hasSize(1);
      rig.next().answer(404, "cache-control: no-store", "");
      client.content();
    }
  }

  @Test
  void answersNoMoreFromAPartThatIsStale() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=2-6", TAGGED, "2-6/10", "23456");
      rig.advance(Duration.ofHours(2));
      assertThat(part(rig, "bytes=3-4", TAGGED, "3-4/10", "34")).isEqualTo("34");
      assertThat(stored(rig, "bytes=2-6", 206)).as("it is fresh again").isEqualTo("23456");
    }
  }

  @Test
  void sendsOnWhoHasPartsOfAnother() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=2-6", TAGGED, "2-6/10", "23456");
      Client client =
          rig.ask(
              TestExchange.get("/a").header("range", "bytes=3-4").header("if-range", "\"other\""));
      rig.next().answer(200, TAGGED, "0123456789");
      assertThat(client.content()).isEqualTo("0123456789");
    }
  }

  @Test
  void forgetsPartsOfWhatHasChanged() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=2-6", TAGGED, "2-6/10", "23456");
      Client under = range(rig, "bytes=0-1");
      Asked late = rig.next();
      Client post = rig.ask(TestExchange.of("POST", "/a"));
      rig.next().answer(200, "a: b", "");
      post.content();
      late.answer(206, TAGGED + "content-range: bytes 0-1/10", "01");
      under.content();
      assertThat(rig.words).contains("outdated");

      Client again = range(rig, "bytes=2-6");
      assertThat(rig.asked).hasSize(1);
      rig.next().answer(404, "cache-control: no-store", "");
      again.content();
    }
  }

  @Test
  void keepsVariantsApart() {
    try (CacheRig rig = new CacheRig()) {
      Client german =
          rig.ask(
              TestExchange.get("/a").header("range", "bytes=0-1").header("accept-language", "de"));
      rig.next().answer(206, TAGGED + "vary: accept-language\ncontent-range: bytes 0-1/10", "de");
      german.content();
      Client french =
          rig.ask(
              TestExchange.get("/a").header("range", "bytes=0-1").header("accept-language", "fr"));
      rig.next().answer(206, TAGGED + "vary: accept-language\ncontent-range: bytes 0-1/10", "fr");
      assertThat(french.content()).isEqualTo("fr");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "content-range: bytes 2-6/10                                          | 5  | STORE",
        "content-range: bytes 2-6/10                                          | -1 | STORE",
        "Content-Type: multipart/byteranges; boundary=x; content-range: 1     | 5 | MULTIPART",
        "a: b                                                                 | 5 | WRONG_RANGE",
        "content-range: bytes 2-6/*                                           | 5 | WRONG_RANGE",
        "content-range: bytes 2-6/10                                          | 4 | WRONG_RANGE",
        "content-range: bytes 6-2/10                                          | 5 | WRONG_RANGE",
        "content-range: bytes 2-6/6                                           | 5 | WRONG_RANGE",
        "content-range: bytes */10                                            | 5 | WRONG_RANGE",
        "content-range: lines 2-6/10                                          | 5 | WRONG_RANGE",
        "content-range: 2-6/10                                                | 5 | WRONG_RANGE",
      })
  void keepsOnlyWhatItsPlaceIsKnownOf(String field, long length, StoreDecision expected) {
    Headers response = new Headers();
    int colon = field.indexOf(':');
    response.add(
        field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
    assertThat(PartKeeper.part(response, length)).isEqualTo(expected);
  }

  @Test
  void storesNoPartThatHasOtherBytesThanItSays() {
    try (CacheRig rig = new CacheRig()) {
      part(rig, "bytes=-5", "cache-control: max-age=3600", "4-9/10", "01234");
      assertThat(rig.words).containsExactly("content-range", "pass partial");
    }
  }

  @Test
  void storesNoPartThatIsTooLarge() {
    try (CacheRig rig = new CacheRig()) {
      String much = "x".repeat(70_000);
      part(rig, "bytes=0-69999", TAGGED, "0-69999/100000", much);
      assertThat(rig.words).containsExactly("too-large", "pass partial");
      String half = "x".repeat(40_000);
      part(rig, "bytes=0-39999", TAGGED, "0-39999/100000", half);
      part(rig, "bytes=40000-79999", TAGGED, "40000-79999/100000", half);
      assertThat(stored(rig, "bytes=40000-40001", 206)).as("the later one").isEqualTo("xx");
      Client first = range(rig, "bytes=39999-40000");
      assertThat(rig.asked).as("both together were too large").hasSize(1);
      rig.next().answer(404, "cache-control: no-store", "");
      first.content();
    }
  }

  @Test
  void keepsTheBeginningOfWhatItsClientLeft() {
    try (CacheRig rig = new CacheRig()) {
      Client client = range(rig, "bytes=0-4");
      rig.next().answer(206, TAGGED + "content-range: bytes 0-4/10", "01234");
      Body body = client.response().body();
      release(body.read());
      client.leave();
      assertThat(stored(rig, "bytes=1-3", 206)).isEqualTo("123");
    }
  }

  @Test
  void keepsTheBeginningOfAWholeThatBrokeOffForWhoComesBackForTheRest() {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.get("/a");
      breakOff(rig.next(), TAGGED, 10, "01234");
      assertThat(ended(client)).isEqualTo("01234");
      assertThat(rig.words).containsExactly("miss uri-miss", "incomplete");
      assertThat(stored(rig, "bytes=1-3", 206)).isEqualTo("123");

      part(rig, "bytes=5-", TAGGED, "5-9/10", "56789");
      assertThat(rig.get("/a").content()).isEqualTo("0123456789");
    }
  }

  @ParameterizedTest
  @CsvSource({"cache-control: max-age=3600, 10", "'cache-control: max-age=3600\netag: \"x\"', -1"})
  void keepsNoBeginningThatNothingCanBeAddedTo(String fields, long length) {
    try (CacheRig rig = new CacheRig()) {
      Client client = rig.get("/a");
      breakOff(rig.next(), fields, length, "01234");
      assertThat(ended(client)).isEqualTo("01234");
      assertThat(rig.shared.store().size()).isZero();
    }
  }

  private static void breakOff(Asked asked, String fields, long length, String content) {
    Headers headers = new Headers();
    for (String line : fields.strip().split("\n", -1)) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    FedBody body = new FedBody(length, new UnwatchedFeed());
    asked.responder().respond(new Response(200, headers, body));
    body.offer(Unpooled.copiedBuffer(content, StandardCharsets.US_ASCII));
    body.fail(Failure.of(FailureReason.BACKEND_RESET));
  }

  /** What a client got of an answer that broke off. */
  private static String ended(Client client) {
    StringBuilder text = new StringBuilder();
    Body body = client.response().body();
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      text.append(piece.toString(StandardCharsets.US_ASCII));
      piece.release();
    }
    assertThat(body.failure()).isNotNull();
    client.leave();
    return text.toString();
  }

  private static void release(@Nullable ByteBuf piece) {
    if (piece != null) {
      piece.release();
    }
  }

  /** What is asked for by {@code range} and answered by the backend. */
  private static String part(
      CacheRig rig, String range, String fields, String place, String content) {
    Client client = range(rig, range);
    Asked asked = rig.next();
    assertThat(asked.field("range")).isEqualTo(range);
    asked.answer(206, fields.strip() + "\ncontent-range: bytes " + place, content);
    return client.content();
  }

  /** What is asked for and answered without the backend. */
  private static String stored(CacheRig rig, String range, int status) {
    Client client = range(rig, range);
    assertThat(rig.asked).isEmpty();
    assertThat(client.status()).isEqualTo(status);
    return client.content();
  }

  private static Client range(CacheRig rig, String range) {
    return rig.ask(TestExchange.get("/a").header("range", range));
  }
}
