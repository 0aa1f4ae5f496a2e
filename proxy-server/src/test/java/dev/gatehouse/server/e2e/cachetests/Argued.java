package dev.gatehouse.server.e2e.cachetests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why cases do not pass, by edition and id: what {@code argued.txt} says. */
final class Argued {
  private final Map<String, String> reasons = new LinkedHashMap<>();

  private Argued() {}

  static Argued load() {
    Argued argued = new Argued();
    try (InputStream in = Argued.class.getResourceAsStream("argued.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(argued::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return argued;
  }

  /** A line is: id, edition or "both", reason. */
  private void add(String line) {
    String[] parts = line.split(" +", 3);
    for (Edition edition : Edition.values()) {
      if (parts[1].equals("both") || parts[1].equals(edition.file())) {
        reasons.put(edition.file() + " " + parts[0], parts[2]);
      }
    }
  }

  /** Null if nothing is said about the case. */
  @Nullable String of(Edition edition, Case about) {
    return reasons.get(edition.file() + " " + about.id());
  }
}
