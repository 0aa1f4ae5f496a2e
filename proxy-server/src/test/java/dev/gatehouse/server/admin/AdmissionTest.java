package dev.gatehouse.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  private static final HostPort LOOPBACK = new HostPort("127.0.0.1", 9901);
  private static final HostPort ANYWHERE = new HostPort("0.0.0.0", 9901);
  private static final Secret TOKEN = new Secret("s3cret");

  private static Headers headers(String... namesAndValues) {
    Headers headers = new Headers();
    headers.set("Content-Type", "application/json");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.set(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  @Test
  void anyoneOnTheMachineMayWhereThereIsNoToken() {
    Admission admission = new Admission(LOOPBACK, null);
    assertThat(admission.refusal(headers("Host", "127.0.0.1:9901"))).isNull();
    assertThat(admission.refusal(headers("Host", "localhost:9901"))).isNull();
    assertThat(admission.refusal(headers("Host", "[::1]:9901"))).isNull();
  }

  @Test
  void aNameThatWasPointedHereMayNot() {
    Admission admission = new Admission(LOOPBACK, null);
    assertThat(admission.refusal(headers("Host", "evil.example:9901"))).contains("host");
    assertThat(admission.refusal(headers())).contains("host");
  }

  @Test
  void elsewhereNobodyMayWithoutAToken() {
    assertThat(new Admission(ANYWHERE, null).refusal(headers("Host", "127.0.0.1")))
        .contains("admin.token: absent");
  }

  @Test
  void theTokenHasToBeExact() {
    Admission admission = new Admission(ANYWHERE, TOKEN);
    assertThat(admission.refusal(headers("Authorization", "Bearer s3cret"))).isNull();
    assertThat(admission.refusal(headers("Authorization", "Bearer s3cre"))).contains("token");
    assertThat(admission.refusal(headers("Authorization", "s3cret"))).contains("token");
    assertThat(new Admission(LOOPBACK, TOKEN).refusal(headers("Host", "localhost")))
        .as("a token that is set is asked for on loopback too")
        .contains("token");
  }

  @Test
  void aFormOfAWebPageMayNot() {
    Headers form = headers("Host", "localhost");
    form.set("Content-Type", "text/plain");
    assertThat(new Admission(LOOPBACK, null).refusal(form)).contains("content-type");
  }
}
