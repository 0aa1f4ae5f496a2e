package dev.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guides for those who come from another proxy: each configuration in them is valid, and routes
 * requests as its {@code tests} say the other one did.
 */
class MigrationTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final List<String> GUIDES = List.of("nginx", "haproxy", "caddy");
  private static final Pattern SHOWN = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /**
   * A configuration of a guide.
   *
   * @param name the guide and which of its configurations it is
   */
  record Shown(String name, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Shown> shown() throws IOException {
    Stream.Builder<Shown> all = Stream.builder();
    for (String guide : GUIDES) {
      List<String> texts = configurations(guide);
      IntStream.range(0, texts.size())
          .forEach(i -> all.add(new Shown(guide + " " + (i + 1), texts.get(i))));
    }
    return all.build();
  }

  private static List<String> configurations(String guide) throws IOException {
    String text = Files.readString(DOCS.resolve("migrating-from-" + guide + ".md"));
    return SHOWN.matcher(text).results().map(match -> match.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("shown")
  void routesRequestsAsTheOtherProxyDid(Shown shown) {
    Loaded loaded = load(shown.text());
    assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    Loaded.Valid valid = (Loaded.Valid) loaded;
    assertThat(valid.settings().tests()).isNotEmpty();
    try (Prepared prepared = prepared(valid)) {
      assertThat(prepared.errors()).isEmpty();
    }
  }

  @Test
  void aTestThatComesOutOtherwiseIsAProblem() throws IOException {
    String text =
        configurations("nginx").get(1).replace("expect: {route: app}", "expect: {pool: api}");
    try (Prepared prepared = prepared((Loaded.Valid) load(text))) {
      assertThat(prepared.errors()).hasSize(2);
    }
  }

  @Test
  void everyGuideShowsBothSides() throws IOException {
    for (String guide : GUIDES) {
      String text = Files.readString(DOCS.resolve("migrating-from-" + guide + ".md"));
      String language = guide.equals("caddy") ? "caddyfile" : guide;
      assertThat(text.split("```" + language + "\n", -1)).as(guide).hasSizeGreaterThan(3);
    }
  }

  private static Prepared prepared(Loaded.Valid valid) {
    return Prepared.of(valid, DOCS, new TlsState(TlsEngine.detect(), InstantSource.system()));
  }

  /** With certificates made on the spot in place of files that are nowhere. */
  private static Loaded load(String text) {
    String ours =
        text.replaceAll("\\{certificate: [^}]*}", "{self-signed: [www.example.com]}")
            .replaceAll("\n *client-auth: .*", "")
            .replaceAll("tls: \\{trust: [^,}]*, ", "tls: {");
    return new ConfigurationLoader(Map.of()).load("guide", ours, DOCS);
  }
}
