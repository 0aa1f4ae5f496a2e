package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in, with every way out, with bodies buffered and streamed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixTest {
  private static final byte[] FIVE_MIB = new byte[5 << 20];

  private final Map<Front, Client> clients = new EnumMap<>(Front.class);
  private EchoServer backend;
  private Gateway gateway;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Pki pki = new Pki(directory);
    backend = EchoServer.start(pki);
    gateway = Gateway.start(configuration(), directory);
    for (Front front : Front.values()) {
      clients.put(front, front.connect(gateway, pki));
    }
  }

  @AfterAll
  void stop() {
    clients.values().forEach(Client::close);
    gateway.close();
    backend.close();
  }

  private String configuration() {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        listeners:
          web: {address: "127.0.0.1:0"}
          secure: {address: "127.0.0.1:0", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
        access-log: {format: off}
        pools:
        """);
    for (Back back : Back.values()) {
      yaml.append("  %s: %s%n".formatted(name(back), back.pool(backend)));
    }
    yaml.append("routes:\n");
    for (Back back : Back.values()) {
      for (String mode : modes()) {
        yaml.append("  - match: {path-prefix: /%s/%s}%n".formatted(name(back), mode));
        yaml.append("    pool: %s%n".formatted(name(back)));
        yaml.append("    request-body: {mode: %s, max: 6MiB}%n".formatted(mode));
      }
    }
    return yaml.toString();
  }

  private static String name(Back back) {
    return back.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> modes() {
    return List.of("buffer", "stream");
  }

  static List<Arguments> ways() {
    List<Arguments> ways = new ArrayList<>();
    for (Front front : Front.values()) {
      for (Back back : Back.values()) {
        modes().forEach(mode -> ways.add(Arguments.of(front, back, mode)));
      }
    }
    return ways;
  }

  private static String path(Back back, String mode, String last) {
    return "/" + name(back) + "/" + mode + "/" + last;
  }

  private Reply send(Front front, Ask ask) throws Exception {
    Reply reply = Objects.requireNonNull(clients.get(front)).send(ask);
    assertThat(reply.version()).isEqualTo(front.version());
    return reply;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void answersGet(Front front, Back back, String mode) throws Exception {
    String path = path(back, mode, "large") + "?q=%C3%A4&empty=";
    Reply reply = send(front, Ask.get(path));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.field("seen-protocol")).isEqualTo(back.seen());
    assertThat(reply.field("seen-url")).isEqualTo(path);
    assertThat(reply.content()).isEqualTo(EchoServer.LARGE);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void answersHeadWithoutContent(Front front, Back back, String mode) throws Exception {
    Reply reply = send(front, Ask.of("HEAD", path(back, mode, "large")));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.field("seen-method")).isEqualTo("HEAD");
    assertThat(reply.content()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void passesSmallContentOn(Front front, Back back, String mode) throws Exception {
    Reply reply = send(front, Ask.post(path(back, mode, "echo"), "small content"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("small content");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void passesLargeContentOn(Front front, Back back, String mode) throws Exception {
    Reply reply = send(front, Ask.post(path(back, mode, "echo"), FIVE_MIB));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.content()).isEqualTo(FIVE_MIB);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void passesContentOfUnknownLengthOn(Front front, Back back, String mode) throws Exception {
    Reply reply = send(front, Ask.post(path(back, mode, "echo"), EchoServer.LARGE).unsized());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.content()).isEqualTo(EchoServer.LARGE);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void refusesContentOverTheLimit(Front front, Back back, String mode) throws Exception {
    Reply reply = send(front, Ask.post(path(back, mode, "echo"), new byte[7 << 20]));
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.text()).contains("body-too-large");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void passesAnswersWithoutContentOn(Front front, Back back, String mode) throws Exception {
    Reply none = send(front, Ask.get(path(back, mode, "no-content")));
    assertThat(none.status()).isEqualTo(204);
    assertThat(none.content()).isEmpty();
    Reply same = send(front, Ask.get(path(back, mode, "not-modified")));
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.field("etag")).isEqualTo("\"1\"");
    Reply elsewhere = send(front, Ask.get(path(back, mode, "elsewhere")));
    assertThat(elsewhere.status()).isEqualTo(302);
    assertThat(elsewhere.field("location")).isEqualTo("/there?a=b");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void passesWideFieldsAndCookiesOn(Front front, Back back, String mode) throws Exception {
    Ask wide = Ask.get(path(back, mode, "wide")).with("x-wide", "w".repeat(16 * 1024));
    Reply reply = send(front, wide);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.field("seen-wide")).isEqualTo("16384");
    assertThat(reply.field("x-wide")).hasSize(16 * 1024);
    Ask cookie = Ask.get(path(back, mode, "cookies")).with("cookie", "a=1; b=2");
    Reply cookies = send(front, cookie);
    assertThat(cookies.field("seen-cookie")).isEqualTo("a=1; b=2");
    assertThat(cookies.fields().get("set-cookie")).containsExactly("a=1; Path=/", "b=2; HttpOnly");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void keepsServingAfterwards(Front front, Back back, String mode) throws Exception {
    for (int i = 0; i < 20; i++) {
      String content = "number " + i;
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      assertThat(send(front, Ask.post(path(back, mode, "echo"), bytes)).text()).isEqualTo(content);
    }
  }
}
