package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.balance.Hashes;
import dev.gatehouse.core.pool.HashOn;
import dev.gatehouse.core.testing.TestExchange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestHashTest {
  private static long hash(TestExchange request, @Nullable HashOn on) {
    return RequestHash.of(request.exchange(), on);
  }

  private static boolean isAny(TestExchange request, @Nullable HashOn on) {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      hashes.add(hash(request, on));
    }
    return hashes.size() == 8;
  }

  @Test
  void hashesAHeaderField() {
    HashOn on = new HashOn.Header("X-User");
    assertThat(hash(TestExchange.get("/").header("x-user", "ada"), on)).isEqualTo(Hashes.of("ada"));
    TestExchange two = TestExchange.get("/").header("x-user", "ada").header("x-user", "bob");
    assertThat(hash(two, on)).as("of several the first").isEqualTo(Hashes.of("ada"));
  }

  @Test
  void hashesACookie() {
    TestExchange request = TestExchange.get("/").header("cookie", "a=1; session=x; session=y");
    assertThat(hash(request, new HashOn.Cookie("session"))).isEqualTo(Hashes.of("x"));
  }

  @Test
  void hashesAParameterOfTheQuery() {
    HashOn on = new HashOn.Query("id");
    assertThat(hash(TestExchange.get("/?a=1&id=7&id=8"), on)).isEqualTo(Hashes.of("7"));
    assertThat(hash(TestExchange.get("/?id=%37"), on)).as("as written").isEqualTo(Hashes.of("%37"));
    assertThat(hash(TestExchange.get("/?id"), on)).isEqualTo(Hashes.of(""));
    assertThat(hash(TestExchange.get("/?ids=1&id=7"), on)).isEqualTo(Hashes.of("7"));
  }

  @Test
  void hashesTheClientsAddress() {
    HashOn on = HashOn.parse("client-ip");
    assertThat(hash(TestExchange.get("/").peer("192.0.2.7"), on)).isEqualTo(Hashes.of("192.0.2.7"));
  }

  @Test
  void hashesThePathWithoutItsQuery() {
    HashOn on = HashOn.parse("path");
    assertThat(hash(TestExchange.get("/a/b?c=d"), on)).isEqualTo(Hashes.of("/a/b"));
  }

  @Test
  void aRequestWithoutItGoesAnywhere() {
    TestExchange bare = TestExchange.get("/?ids=1");
    for (HashOn on :
        List.of(new HashOn.Header("x-user"), new HashOn.Cookie("s"), new HashOn.Query("id"))) {
      assertThat(isAny(bare, on)).as("%s", on).isTrue();
    }
    assertThat(isAny(bare, null)).isTrue();
  }
}
