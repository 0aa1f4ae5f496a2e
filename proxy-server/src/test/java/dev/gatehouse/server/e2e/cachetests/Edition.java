package dev.gatehouse.server.e2e.cachetests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An edition of the suite, with what its client and its origin do unlike the other's. */
enum Edition {
  /** The one that the package registry has, from 2022. */
  NPM("npm"),
  /** The one that the repository has, with the commit in its file. */
  REPOSITORY("repository");

  private final String file;

  Edition(String file) {
    this.file = file;
  }

  /** The name of its files. */
  String file() {
    return file;
  }

  /** How it calls itself. */
  String title() {
    return read().get("edition").asString();
  }

  /** Its cases but those for browsers only, in its order. */
  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode each : read().get("cases")) {
      if (!each.path("browser_only").asBoolean(false)) {
        cases.add(Case.of(each));
      }
    }
    return cases;
  }

  /** The fields that its client sends by itself. */
  List<String> ownFields(boolean given) {
    List<String> fields = new ArrayList<>(List.of("Accept: */*", "Accept-Encoding: gzip, deflate"));
    if (this == REPOSITORY) {
      fields.addAll(List.of("Accept-Language: *", "Sec-Fetch-Mode: cors", "User-Agent: node"));
    } else {
      fields.add("User-Agent: node-fetch/1.0");
    }
    if (this == REPOSITORY || !given) {
      fields.addAll(List.of("Pragma: foo", "Cache-Control: nothing-to-see-here"));
    }
    return fields;
  }

  /** Whether its origin tells what Surrogate-Capability it was sent. */
  boolean tellsCapability() {
    return this == NPM;
  }

  private JsonNode read() {
    try (InputStream in = Edition.class.getResourceAsStream(file + ".json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
