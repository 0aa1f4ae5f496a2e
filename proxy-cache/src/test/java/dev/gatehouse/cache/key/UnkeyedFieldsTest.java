package dev.gatehouse.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnkeyedFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
        "x-original-url",
        "x-original-host",
        "x-rewrite-url",
        "x-forwarded-server",
        "x-forwarded-scheme",
        "x-forwarded-prefix",
        "x-forwarded-ssl",
        "x-forwarded",
        "x-host",
        "x_host",
        "x.host",
        "x_original_url",
        "x_forwarded_host",
        "x-http-host-override",
        "x-middleware-subrequest",
        "x-invoke-path",
        "x-envoy-original-path",
        "x-scheme",
        "x-url-scheme",
        "x-script-name",
        "x-operamini-phone-ua",
        "front-end-https",
      })
  void whatOverridesTheRequestIsNotSentOn(String name) {
    Headers headers = new Headers().add("accept", "*/*").add(name, "evil").add("cookie", "a=1");

    UnkeyedFields.remove(headers, List.of(), Set.of());

    assertThat(headers).hasToString("accept: */*\ncookie: a=1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-proto",
        "forwarded",
        "via",
        "x-request-id",
        "x-real-ip",
        "x-requested-with",
        "user-agent",
        "origin",
        "x",
        "xhost",
        "x-hosts",
      })
  void whatTheProxyWritesAndWhatTellsOfTheClientIsSentOn(String name) {
    Headers headers = new Headers().add(name, "a");

    UnkeyedFields.remove(headers, List.of(), Set.of());

    assertThat(headers.size()).isEqualTo(1);
  }
}
