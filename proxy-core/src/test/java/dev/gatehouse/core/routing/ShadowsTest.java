package dev.gatehouse.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which routes are said to be kept from requests; that what is said is so, a property test has. */
class ShadowsTest {
  private static List<String> told(String... lines) {
    return RoutingText.table(List.of(lines)).shadows(List.of("web", "secure")).stream()
        .map(each ->
            each.route()
                + (each.whole() ? " never" : " [" + each.where() + "]")
                + " by "
                + String.join(",", each.by())
                + ": "
                + each.why())
        .toList();
  }

  @Test
  void theSameMatchTwiceLeavesNothingForTheSecond() {
    assertThat(told("a prefix=/x", "b prefix=/x/"))
        .containsExactly("b never by a: a stands before it in the file");
    assertThat(told("a prefix=/x", "b path=/x", "c prefix=/x/y", "d hosts=h prefix=/x")).isEmpty();
  }

  @Test
  void clientsAndListenersDoNotMakeARouteMoreSpecific() {
    assertThat(told("a prefix=/x", "b prefix=/x clients=10.0.0.0/8 listeners=web"))
        .containsExactly("b never by a: a stands before it in the file");
    assertThat(told("b prefix=/x clients=10.0.0.0/8", "a prefix=/x")).isEmpty();
    assertThat(told("a prefix=/x clients=10.0.0.0/8", "b prefix=/x clients=10.1.0.0/16,fd00::/8"))
        .isEmpty();
    assertThat(told("a prefix=/x clients=10.0.0.0/8,fd00::/8", "b prefix=/x clients=10.1.0.0/16"))
        .hasSize(1);
  }

  @Test
  void aPrefixForEverythingComesBeforeExpressionsAndRoutesWithoutAPath() {
    assertThat(told("a prefix=/", "b regex=/img/.*", "c"))
        .containsExactly(
            "b never by a: a is more specific by path-prefix /",
            "c never by a: a is more specific by path-prefix /");
    assertThat(told("a regex=/.*", "b")).hasSize(1);
    assertThat(told("a prefix=/", "b methods=OPTIONS")).isEmpty();
    assertThat(told("a hosts=h prefix=/", "b regex=/img/.*")).isEmpty();
  }

  @Test
  void methodsOfSeveralRoutesAddUp() {
    assertThat(
            told(
                "a prefix=/x methods=GET,HEAD",
                "b prefix=/x methods=POST",
                "c prefix=/x methods=POST,GET"))
        .containsExactly("c never by b,a: b stands before it in the file");
    assertThat(told("a prefix=/x methods=GET", "b prefix=/x")).isEmpty();
  }

  @Test
  void aMethodComesBeforeHeaders() {
    assertThat(told("a prefix=/x methods=GET", "b prefix=/x header:x-env=blue"))
        .containsExactly(
            "b [listener web, method GET; listener secure, method GET] by a: a asks for the"
                + " method");
  }

  @Test
  void whatAFieldImpliesIsKnown() {
    assertThat(told("a prefix=/x header:h=~^b", "b prefix=/x header:h=blue")).hasSize(1);
    assertThat(told("a prefix=/x header:h=+", "b prefix=/x header:h=~^b")).hasSize(1);
    assertThat(told("a prefix=/x header:h=~^b", "b prefix=/x header:h=red")).isEmpty();
    assertThat(told("a prefix=/x header:h=-", "b prefix=/x header:h=red")).isEmpty();
    assertThat(told("a prefix=/x header:h=+", "b prefix=/x header:h=-")).isEmpty();
    assertThat(told("a prefix=/x cookie:c=1", "b prefix=/x query:c=1")).isEmpty();
  }

  @Test
  void oneHostOfSeveralIsNamed() {
    assertThat(told("a hosts=one prefix=/x", "b hosts=two,one prefix=/x"))
        .containsExactly("b [host one] by a: a stands before it in the file");
  }
}
