package dev.gatehouse.server.e2e.cachetests;

import static dev.gatehouse.server.e2e.cachetests.Mismatch.unless;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the suite's client checks at the end: what the origin has seen, and told. */
final class OriginCheck {
  private OriginCheck() {}

  static void all(List<Step> steps, List<Got> answers, List<Script.Seen> requests) throws Mismatch {
    int next = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.expectedType().equals("cached")) {
        continue; // the origin has not seen it
      }
      Script.Seen seen = next < requests.size() ? requests.get(next) : null;
      type(step, i + 1, seen);
      next++;
      if (step.has("expected_request_headers")) {
        fields(step, i + 1, known(seen, i + 1).fields());
      }
      for (Step.Item field : step.items("expected_request_headers_missing")) {
        String value = known(seen, i + 1).fields().get(field.key());
        unless(
            value == null || (!field.nameOnly() && !value.equals(field.part(1).asString())),
            step.isSetup("expected_request_headers_missing"),
            "request %d has %s: %s".formatted(i + 1, field.name(), value));
      }
      if (seen != null) {
        told(seen.told(), answers.get(i), i + 1);
      }
      if (step.has("expected_method")) {
        String method = known(seen, i + 1).method();
        unless(
            method.equals(step.text("expected_method")),
            step.isSetup("expected_method"),
            "request %d had the method %s".formatted(i + 1, method));
      }
    }
  }

  private static void type(Step step, int number, Script.@Nullable Seen seen) throws Mismatch {
    boolean setup = step.isSetup("expected_type");
    String type = step.expectedType();
    if (type.equals("not_cached")) {
      unless(
          known(seen, number).number() == number,
          setup,
          "answer %d is from the cache".formatted(number));
    }
    String condition =
        switch (type) {
          case "etag_validated" -> "if-none-match";
          case "lm_validated" -> "if-modified-since";
          default -> null;
        };
    if (condition != null) {
      unless(seen != null, setup, "request %d did not reach the origin".formatted(number));
      unless(
          known(seen, number).fields().containsKey(condition),
          setup,
          "request %d has no %s".formatted(number, condition));
    }
  }

  private static Script.Seen known(Script.@Nullable Seen seen, int number) throws Mismatch {
    unless(seen != null, false, "request %d did not reach the origin".formatted(number));
    return Objects.requireNonNull(seen);
  }

  private static void fields(Step step, int number, Map<String, String> fields) throws Mismatch {
    for (Step.Item field : step.items("expected_request_headers")) {
      String value = fields.get(field.key());
      unless(
          field.nameOnly() ? value != null : field.part(1).asString().equals(value),
          step.isSetup("expected_request_headers"),
          "request %d has %s: %s".formatted(number, field.name(), value));
    }
  }

  /** What the origin has told has to reach the client. */
  private static void told(Map<String, String> told, Got answer, int number) throws Mismatch {
    for (Map.Entry<String, String> field : told.entrySet()) {
      String value = answer.field(field.getKey());
      unless(
          field.getKey().equalsIgnoreCase("date") || field.getValue().equals(value),
          true,
          "answer %d has %s: %s, not %s"
              .formatted(number, field.getKey(), value, field.getValue()));
    }
  }
}
