package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.server.config.GatehouseSettings;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private final Set<Class<?>> seen = new HashSet<>();

  @Test
  void secretsAreTakenOutWhateverTheirShape() {
    assertThat(
            Redaction.of(
                """
                # a comment
                admin: {address: "127.0.0.1:9901", token: hunter2}
                pools:
                  app: {affinity: {cookie: a, secret: "an old pond"}}
                routes:
                - pool: app # stays
                  server-timing: {header: x-show, value: hunter2}
                  headers:
                    request:
                      set: {Authorization: 'Bearer x', x-plain: y, Cookie: sid=1}
                  match: {headers: {x-api-key: {regex: 'k[0-9]'}}, cookies: {beta: "1"}}
                tokens: [one, {two: three}]
                key-password: |
                  two
                  lines
                after: 1
                """))
        .isEqualTo(
            """
            # a comment
            admin: {address: "127.0.0.1:9901", token: (redacted)}
            pools:
              app: {affinity: {cookie: a, secret: (redacted)}}
            routes:
            - pool: app # stays
              server-timing: {header: x-show, value: (redacted)}
              headers:
                request:
                  set: {Authorization: (redacted), x-plain: y, Cookie: (redacted)}
              match: {headers: {x-api-key: {regex: (redacted)}}, cookies: {beta: "1"}}
            tokens: [(redacted), {two: (redacted)}]
            key-password: (redacted)
            after: 1
            """);
  }

  @Test
  void whatNamesASecretWithoutShowingItStays() {
    String text = "a: {token: '${TOKEN}', secret: '${file:secrets/one}'}\n";
    assertThat(Redaction.of(text)).isEqualTo(text);
    assertThat(Redaction.of("token: '${TOKEN:-hunter2}'\n")).isEqualTo("token: (redacted)\n");
    assertThat(Redaction.of("token: 'x${TOKEN}'\n")).isEqualTo("token: (redacted)\n");
  }

  @Test
  void anAnchorThatASecretRefersToIsSecretWhereItStands() {
    assertThat(Redaction.of("a: &one hunter2\nb: &two x\ntoken: *one\nc: *two\n"))
        .isEqualTo("a: (redacted)\nb: &two x\ntoken: *one\nc: *two\n");
  }

  @Test
  void namesAndPasswordsInUrlsAreTakenOut() {
    assertThat(Redaction.of("endpoint: 'https://me:hunter2@a.test/x@y'\n"))
        .isEqualTo("endpoint: 'https://(redacted)@a.test/x@y'\n");
    assertThat(Redaction.of("a: 'http://b.test'\nmail: me@b.test\n"))
        .isEqualTo("a: 'http://b.test'\nmail: me@b.test\n");
  }

  @Test
  void placesAreFoundBehindCharactersOfAnyPlane() {
    assertThat(Redaction.of("a: '\uD83D\uDE00 \u00e9'\ntoken: hunter2\nb: '\uD83D\uDE00'\n"))
        .isEqualTo("a: '\uD83D\uDE00 \u00e9'\ntoken: (redacted)\nb: '\uD83D\uDE00'\n");
    assertThat(Redaction.of("\uFEFFtoken: hunter2\n")).isEqualTo("token: (redacted)\n");
  }

  @Test
  void whatIsNoYamlIsNotShown() {
    assertThat(Redaction.of("token: [hunter2\n")).doesNotContain("hunter2");
  }

  @Test
  void everySettingThatIsASecretHasANameThatSpeaksOfIt() {
    assertThat(unspoken("", GatehouseSettings.class)).isEmpty();
    assertThat(seen).hasSizeGreaterThan(30);
  }

  /** The keys of secrets below {@code type} that would be shown. */
  private Set<String> unspoken(String parent, Type type) {
    Set<String> found = new HashSet<>();
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        found.addAll(unspoken(parent, argument));
      }
    } else if (type instanceof Class<?> plain && plain.isSealed() && seen.add(plain)) {
      Arrays.stream(Objects.requireNonNull(plain.getPermittedSubclasses()))
          .forEach(each -> found.addAll(unspoken(parent, each)));
    } else if (type instanceof Class<?> plain && plain.isRecord() && seen.add(plain)) {
      for (Shape.Part part : Shape.of(plain).parts()) {
        if (part.type() == Secret.class && !Redaction.isSecret(parent, part.key())) {
          found.add(parent + "." + part.key());
        }
        found.addAll(unspoken(part.key(), part.type()));
      }
    }
    return found;
  }
}
