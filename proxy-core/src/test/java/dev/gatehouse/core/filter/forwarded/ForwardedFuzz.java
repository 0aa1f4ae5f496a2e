package dev.gatehouse.core.filter.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.net.Cidr;
import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.FilterTester.Decision;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any forwarding fields: of a stranger none is believed and none passes, whatever its spelling; of
 * a trusted proxy only what is an address, a host, a scheme or a port.
 */
public final class ForwardedFuzz {
  private static final Set<String> OWN =
      Set.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-request-id",
          "forwarded");

  public static Stream<Arguments> seeds() {
    List<Arguments> seeds = new ArrayList<>();
    for (String file : List.of("forwarded-filter.txt", "client-address.txt")) {
      for (CaseTable.Case of : CaseTable.read(ForwardedFuzz.class, file)) {
        String fields = String.join("\n", of.all(">"));
        seeds.add(Arguments.of((Object) fields.getBytes(StandardCharsets.ISO_8859_1)));
      }
    }
    return seeds.stream();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  public void believesNobodyButTrustedProxies(byte[] bytes) {
    Headers given = headers(new String(bytes, StandardCharsets.ISO_8859_1));
    Exchange stranger = pass(given, "192.0.2.7", ForwardedSource.X_FORWARDED_FOR);
    assertThat(stranger.clientAddress()).isEqualTo("192.0.2.7");
    Headers sent = stranger.request().headers();
    for (int i = 0; i < sent.size(); i++) {
      String alias = sent.name(i).replace('_', '-').replace('.', '-');
      assertThat(alias.startsWith("x-forwarded") && !OWN.contains(sent.name(i))).isFalse();
      assertThat(alias).isNotIn("x-real-ip", "forwarded", "true-client-ip", "x-original-url");
    }
    assertThat(sent.count(HeaderNames.X_FORWARDED_FOR)).isOne();
    assertThat(sent.get(HeaderNames.X_FORWARDED_FOR)).isEqualTo("192.0.2.7");
    for (ForwardedSource source : ForwardedSource.values()) {
      trusted(pass(given, "10.0.0.1", source));
    }
  }

  private static void trusted(Exchange exchange) {
    assertThat(
            NetUtil.isValidIpV4Address(exchange.clientAddress())
                || NetUtil.isValidIpV6Address(exchange.clientAddress()))
        .as(exchange.clientAddress())
        .isTrue();
    Headers sent = exchange.request().headers();
    for (String name : OWN) {
      assertThat(sent.count(name)).as(name).isLessThanOrEqualTo(1);
    }
    for (int i = 0; i < sent.size(); i++) {
      assertThat(Tokens.isFieldValue(sent.value(i))).as(sent.value(i)).isTrue();
    }
    assertThat(sent.get(HeaderNames.X_FORWARDED_PROTO)).isIn("http", "https");
    assertThat(sent.get(HeaderNames.X_FORWARDED_PORT)).matches("[1-9][0-9]{0,4}");
    assertThat(sent.get(HeaderNames.X_FORWARDED_HOST)).matches("[a-z0-9._:\\[\\]-]+");
    assertThat(sent.get(HeaderNames.X_FORWARDED_FOR)).matches("[0-9a-f.:]+(, [0-9a-f.:]+)*");
  }

  private static Exchange pass(Headers given, String peer, ForwardedSource source) {
    Exchange exchange = TestExchange.get("/").peer(peer).exchange();
    for (int i = 0; i < given.size(); i++) {
      exchange.request().headers().add(given.name(i), given.value(i));
    }
    ForwardedFilter filter =
        new ForwardedFilter(new TrustedProxiesSettings(List.of(Cidr.parse("10.0.0.0/8")), source));
    if (FilterTester.run(filter, exchange).decision() != Decision.NEXT) {
      return pass(new Headers(), peer, source); // it goes in a circle
    }
    return exchange;
  }

  /** Only what the connections let through. */
  private static Headers headers(String text) {
    Headers headers = new Headers();
    for (String line : text.split("\n", -1)) {
      int colon = line.indexOf(':');
      String name = colon < 1 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (Tokens.isToken(name) && Tokens.isFieldValue(value)) {
        headers.add(HeaderNames.of(name), value);
      }
    }
    return headers;
  }
}
