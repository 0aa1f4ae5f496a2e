package dev.gatehouse.server.e2e.cachetests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the origin answers to the requests of one case, and what it has seen of them. */
final class Script {
  /**
   * A request that reached the origin.
   *
   * @param fields by lower-case name
   * @param told fields of the answer that the client has to see, by name
   */
  record Seen(int number, String method, Map<String, String> fields, Map<String, String> told) {}

  private final String token;
  private final List<Step> steps;
  private final List<Seen> seen = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();

  Script(String token, List<Step> steps) {
    this.token = token;
    this.steps = steps;
  }

  /** Unique; the content of answers that say nothing else. */
  String token() {
    return token;
  }

  /** The step of that number, counted from 1; null if there is none. */
  @Nullable Step step(int number) {
    return number >= 1 && number <= steps.size() ? steps.get(number - 1) : null;
  }

  /** The value of a field of a step's answer: what it was when it was first sent. */
  synchronized String fix(int number, int field, Supplier<String> value) {
    return values.computeIfAbsent(number + " " + field, key -> value.get());
  }

  /** The value of a step's last field of that name, as it was sent or stands; null if none. */
  synchronized @Nullable String value(int number, String name) {
    Step step = step(number);
    String last = null;
    List<Step.Item> fields = step == null ? List.of() : step.items("response_headers");
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).key().equals(name)) {
        last = values.getOrDefault(number + " " + i, fields.get(i).part(1).asString());
      }
    }
    return last;
  }

  synchronized void add(Seen request) {
    seen.add(request);
  }

  /** All requests so far, in their order. */
  synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }
}
