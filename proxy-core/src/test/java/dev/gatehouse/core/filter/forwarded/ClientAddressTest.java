package dev.gatehouse.core.filter.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.testing.CaseTable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ClientAddressTest {
  @TestFactory
  Stream<DynamicTest> findsTheClient() {
    return CaseTable.tests(
        ClientAddressTest.class,
        "client-address.txt",
        of -> {
          String trust = of.one("trust", "");
          List<String> ranges = trust.isEmpty() ? List.of() : List.of(trust.split(" ", -1));
          String source = of.one("source", "x-forwarded-for");
          ClientAddress client =
              ClientAddress.derive(
                  InetAddress.ofLiteral(of.one("peer")),
                  of.one("peer"),
                  of.headers(">"),
                  CidrSet.parse(ranges),
                  ForwardedSource.valueOf(source.toUpperCase(Locale.ROOT).replace('-', '_')),
                  null);
          assertThat(client.text()).isEqualTo(of.one("client"));
          if (client.chain().size() < 30) {
            assertThat(chain(client)).isEqualTo(of.one("chain", ""));
          }
        });
  }

  @Test
  void explainsEveryStep() {
    List<String> trace = new ArrayList<>();
    Headers headers = new Headers().add("x-forwarded-for", "1.1.1.1, 192.0.2.1, 10.0.0.2");
    ClientAddress.derive(
        InetAddress.ofLiteral("10.0.0.1"),
        "10.0.0.1",
        headers,
        CidrSet.parse(List.of("10.0.0.0/8")),
        ForwardedSource.X_FORWARDED_FOR,
        trace::add);
    assertThat(trace)
        .containsExactly(
            "peer 10.0.0.1 is trusted",
            "x-forwarded-for is read from the right",
            "entry 10.0.0.2 is trusted: skipped",
            "entry 192.0.2.1 is not trusted: the client");
  }

  /** Whatever a client writes, the entry of the trusted proxy behind it decides. */
  @Test
  void nothingThatAClientWritesMovesTheAddressThatTheProxySaw() {
    Random random = new Random(20261120);
    String alphabet = "0123456789.:abfx[]%\"\\,;= _forunknwp/\t10.0.0.2192.0.2.7";
    CidrSet trusted = CidrSet.parse(List.of("10.0.0.0/8"));
    for (int round = 0; round < 20_000; round++) {
      StringBuilder claim = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        claim.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Headers list = new Headers().add("x-forwarded-for", claim + ", 192.0.2.99");
      assertThat(derive(list, trusted, ForwardedSource.X_FORWARDED_FOR))
          .as("%s", list)
          .isEqualTo("192.0.2.99");
      // a proxy that adds a line of its own; one that appends to the client's may see it unreadable
      Headers lines = new Headers().add("forwarded", claim.toString());
      lines.add("forwarded", "for=192.0.2.99");
      assertThat(derive(lines, trusted, ForwardedSource.FORWARDED))
          .as("%s", lines)
          .isEqualTo("192.0.2.99");
      Headers appended = new Headers().add("forwarded", claim + ", for=192.0.2.99");
      assertThat(derive(appended, trusted, ForwardedSource.FORWARDED))
          .as("%s", appended)
          .isIn("192.0.2.99", "10.0.0.1");
    }
  }

  private static String derive(Headers headers, CidrSet trusted, ForwardedSource source) {
    InetAddress peer = InetAddress.ofLiteral("10.0.0.1");
    return ClientAddress.derive(peer, "10.0.0.1", headers, trusted, source, null).text();
  }

  private static String chain(ClientAddress client) {
    return client.chain().stream().map(Hop::text).collect(Collectors.joining(", "));
  }
}
