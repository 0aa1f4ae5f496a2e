package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.core.failure.FailureReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any target: what is routed on is what is sent on, is normal, and means no other place to whoever
 * decodes it once more.
 */
public final class RequestPathFuzz {
  public static Stream<Arguments> seeds() throws IOException {
    return RequestPathTest.cases().stream()
        .map(line -> line.trim().split("\\s+", -1)[0].getBytes(StandardCharsets.ISO_8859_1))
        .map(Arguments::of);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  public void isNormalAndLeadsNowhereElse(byte[] bytes) {
    String raw = new String(bytes, StandardCharsets.ISO_8859_1);
    RequestTarget target = RequestTarget.parse(Methods.GET, raw, EncodedSlash.KEEP);
    if (target.refusal() != null) {
      assertThat(target.refusal()).isIn(FailureReason.BAD_TARGET, FailureReason.BAD_PATH);
      return;
    }
    String path = target.path();
    assertThat(path)
        .matches("/([A-Za-z0-9._~:@!$&'()*+,;=/-]|%[0-9A-F]{2})*")
        .doesNotStartWith("//");
    assertThat(path).doesNotContainPattern("%([01].|7F)");
    RequestTarget again =
        RequestTarget.parse(
            Methods.GET,
            target.query() == null ? path : path + '?' + target.query(),
            EncodedSlash.KEEP);
    assertThat(again.path()).isEqualTo(path);
    assertThat(again.query()).isEqualTo(target.query());
    for (String segment : path.split("/|%2F|%5C", -1)) {
      assertThat(segment.split(";", -1)[0]).as(raw).isNotIn(".", "..");
    }
    if (path.contains("%2F") || path.contains("%5C")) {
      assertThat(RequestPath.normalize(path, EncodedSlash.REJECT)).isNull();
    }
  }
}
