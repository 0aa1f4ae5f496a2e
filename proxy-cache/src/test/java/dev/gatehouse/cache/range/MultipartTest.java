package dev.gatehouse.cache.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies of answers with parts. */
final class MultipartTest {
  private static final Failure RESET = Failure.of(FailureReason.BACKEND_RESET);

  private final List<String> feed = new ArrayList<>();

  @Test
  void writesEachPartWithItsPlaceInTheWhole() {
    Multipart multipart = new Multipart("xyz", "text/plain", 26);
    Body body =
        multipart.body(
            List.of(new ByteRange(0, 1), new ByteRange(20, 25)),
            range -> new PartBody(alphabet(), range));

    assertThat(multipart.type()).isEqualTo("multipart/byteranges; boundary=xyz");
    long length = body.length();
    String text = text(body);
    assertThat(text)
        .isEqualTo(
            "\r\n--xyz\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/26\r\n\r\nab"
                + "\r\n--xyz\r\nContent-Type: text/plain\r\nContent-Range: bytes 20-25/26\r\n\r\n"
                + "uvwxyz\r\n--xyz--\r\n");
    assertThat(length).isEqualTo(text.length());
  }

  @Test
  void leavesOutATypeThatThereIsNot() {
    Body body =
        new Multipart("x", null, 26)
            .body(List.of(new ByteRange(3, 3)), range -> new PartBody(alphabet(), range));
    assertThat(text(body))
        .isEqualTo("\r\n--x\r\nContent-Range: bytes 3-3/26\r\n\r\nd\r\n--x--\r\n");
  }

  @Test
  void releasesWhatIsNotRead() {
    Body body =
        new Multipart("x", null, 26)
            .body(List.of(new ByteRange(3, 5)), range -> new PartBody(alphabet(), range));
    release(body.read());
    release(body.read());
    body.discard();
    body.discard();
    assertThat(body.ended()).isTrue();
    assertThat(body.read()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 3", "0, 25, 3", "2, 3, 3", "2, 3, 1", "7, 11, 4", "25, 25, 26", "5, 25, 7"})
  void cutsARunOutOfABodyInAnyPieces(int first, int last, int piece) {
    FedBody whole = new FedBody(26, new Feed());
    for (int i = 0; i < 26; i += piece) {
      whole.offer(bytes(text(alphabet()).substring(i, Math.min(26, i + piece))));
    }
    whole.complete(null);
    Body part = new PartBody(whole, new ByteRange(first, last));

    assertThat(part.length()).isEqualTo(last - first + 1);
    assertThat(text(part)).isEqualTo(text(alphabet()).substring(first, last + 1));
  }

  @Test
  void givesUpWhatLiesBehindARun() {
    FedBody whole = new FedBody(26, new Feed());
    Body part = new PartBody(whole, new ByteRange(1, 2));
    whole.offer(bytes("abcdef"));

    release(part.read());
    assertThat(part.ended()).isTrue();
    assertThat(feed).containsExactly("abandoned");
    part.discard();
  }

  @Test
  void takesNoRunForCompleteThatIsNot() {
    FedBody broken = new FedBody(26, new Feed());
    Body one = new PartBody(broken, new ByteRange(1, 20));
    broken.offer(bytes("abc"));
    broken.fail(RESET);
    release(one.read());
    assertThat(one.ended()).isFalse();
    assertThat(one.failure()).isEqualTo(RESET);
    one.discard();

    FedBody tooShort = new FedBody(26, new Feed());
    Body two = new PartBody(tooShort, new ByteRange(1, 20));
    tooShort.complete(null);
    assertThat(two.read()).isNull();
    assertThat(two.ended()).isFalse();
    assertThat(two.failure()).isNotNull();
    two.discard();
  }

  @Test
  void breaksOffWhereAPartDoes() {
    FedBody second = new FedBody(10, new Feed());
    Body both = new SequenceBody(List.of(alphabet(), second));
    int[] woken = new int[1];
    release(both.read());
    both.demand(() -> woken[0]++);
    second.fail(RESET);
    assertThat(woken[0]).isOne();
    assertThat(both.read()).isNull();
    assertThat(both.failure()).isEqualTo(RESET);
    assertThat(both.ended()).isFalse();
    assertThat(both.length()).isEqualTo(36);
    both.discard();
  }

  private static Body alphabet() {
    return new BufferBody(bytes("abcdefghijklmnopqrstuvwxyz"));
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static void release(@Nullable ByteBuf piece) {
    if (piece == null) {
      throw new AssertionError("nothing to read");
    }
    piece.release();
  }

  private static String text(Body body) {
    StringBuilder all = new StringBuilder();
    while (!body.ended()) {
      ByteBuf piece = body.read();
      if (piece != null) {
        all.append(piece.toString(StandardCharsets.US_ASCII));
        piece.release();
      }
    }
    body.discard();
    return all.toString();
  }

  private final class Feed implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {
      feed.add("abandoned");
    }
  }
}
