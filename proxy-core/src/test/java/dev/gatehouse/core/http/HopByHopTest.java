package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.testing.CaseTable;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class HopByHopTest {
  private static final List<String> END_TO_END =
      List.of(
          "host",
          "content-length",
          "content-type",
          "authorization",
          "cookie",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-real-ip",
          "x-request-id",
          "via",
          "cache-control",
          "range");

  @TestFactory
  Stream<DynamicTest> removesWhatEndsHere() {
    return CaseTable.tests(
        HopByHopTest.class,
        "hop-by-hop.txt",
        of -> {
          Headers headers = of.headers(">");
          switch (of.one("message")) {
            case "request" -> HopByHop.removeFromRequest(headers);
            case "response" -> HopByHop.removeFromResponse(headers);
            default -> throw new IllegalArgumentException(of.name());
          }
          assertThat(headers.toString()).isEqualTo(of.headers("<").toString());
        });
  }

  @Test
  void neverLetsConnectionTakeAwayWhatIsMeantForAll() {
    for (String name : END_TO_END) {
      Headers headers = new Headers().add(name, "1").add("connection", "close, " + name);
      HopByHop.removeFromRequest(headers);
      assertThat(headers.toString()).isEqualTo(name + ": 1\n");
    }
  }

  @Test
  void keepsNoHopByHopFieldAndNoNamedOneWhateverTheOrder() {
    Random random = new Random(20261120);
    String[] names = {
      "connection",
      "te",
      "keep-alive",
      "upgrade",
      "x-a",
      "x-b",
      "x-c",
      "cookie",
      "trailer",
      "accept"
    };
    String[] values = {"x-a", "X-B, close", "keep-alive", "trailers", "cookie,x-c", ",,", "a;b"};
    for (int round = 0; round < 5_000; round++) {
      Headers headers = new Headers();
      for (int i = random.nextInt(8); i > 0; i--) {
        headers.add(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
      }
      String before = headers.toString();
      String options = "," + String.valueOf(headers.combined("connection")) + ",";
      int cookies = headers.count("cookie");
      HopByHop.removeFromRequest(headers);
      for (int i = 0; i < headers.size(); i++) {
        String name = headers.name(i);
        boolean te = name.equals("te") && headers.value(i).equals("trailers");
        assertThat(HopByHop.isHopByHop(name) && !te).as(before).isFalse();
        assertThat(
                name.startsWith("x-")
                    && options
                        .toLowerCase(java.util.Locale.ROOT)
                        .matches(".*[, ]" + name + "[, ].*"))
            .as(before)
            .isFalse();
      }
      assertThat(headers.count("te")).as(before).isLessThanOrEqualTo(1);
      assertThat(headers.count("cookie")).as(before).isEqualTo(cookies);
    }
  }
}
