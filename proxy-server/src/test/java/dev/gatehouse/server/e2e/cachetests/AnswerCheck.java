package dev.gatehouse.server.e2e.cachetests;

import static dev.gatehouse.server.e2e.cachetests.Mismatch.unless;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the suite's client checks of an answer at once. */
final class AnswerCheck {
  private final Step step;
  private final int number;
  private final Got got;
  private final String token;

  AnswerCheck(Step step, int number, Got got, String token) {
    this.step = step;
    this.number = number;
    this.got = got;
    this.token = token;
  }

  void all() throws Mismatch {
    retries();
    type();
    status();
    for (Step.Item field : step.items("expected_response_headers")) {
      present(field, step.isSetup("expected_response_headers"));
    }
    for (Step.Item field : step.items("expected_response_headers_missing")) {
      missing(field, step.isSetup("expected_response_headers_missing"));
    }
    if (step.has("expected_interim_responses")) {
      interim(step.items("expected_interim_responses"));
    }
    content();
  }

  private void retries() throws Mismatch {
    String all = got.field("Request-Numbers");
    if (all != null) {
      List<String> numbers = Arrays.asList(all.split(" ", -1));
      unless(new HashSet<>(numbers).size() == numbers.size(), true, "retry");
    }
  }

  private void type() throws Mismatch {
    boolean setup = step.isSetup("expected_type");
    int count = got.count();
    if (step.expectedType().equals("cached") && !(got.status() == 304 && count < 0)) {
      unless(
          count >= 0 && count < number, setup, "answer %d is not from the cache".formatted(number));
    }
    if (step.expectedType().equals("not_cached")) {
      unless(count == number, setup, "answer %d is from the cache".formatted(number));
    }
  }

  private void status() throws Mismatch {
    int status = got.status();
    String is = "answer %d has the status %d".formatted(number, status);
    if (step.has("expected_status")) {
      JsonNode expected = step.get("expected_status");
      unless(
          expected.isNull() || expected.asInt() == status,
          step.isSetup("expected_status"),
          is + ", not " + expected);
    } else if (step.has("response_status")) {
      int expected = step.get("response_status").get(0).asInt();
      unless(status == expected, true, is + ", not " + expected);
    } else {
      boolean condition = status == 999;
      unless(
          status == 200,
          !condition || step.isSetup("expected_type"),
          condition ? "request %d had to be conditional".formatted(number) : is + ", not 200");
    }
  }

  private void present(Step.Item field, boolean setup) throws Mismatch {
    String value = got.field(field.name());
    String is = "field %s of answer %d is %s".formatted(field.name(), number, value);
    if (field.nameOnly()) {
      unless(value != null, setup, is);
    } else if (field.parts() > 2) {
      String third = field.part(2).asString();
      boolean holds =
          switch (field.part(1).asString()) {
            case "=" -> value != null && value.equals(got.field(third));
            case ">" -> Fields.number(value) > field.part(2).asInt();
            default -> throw new IllegalArgumentException(field.toString());
          };
      unless(holds, setup, is + ", not " + field.part(1).asString() + " " + third);
    } else {
      String base = Objects.requireNonNullElse(got.field("Server-Base-Url"), "");
      String expected = Magic.value(step, field, got.field("Server-Now"), base, null);
      unless(expected.equals(value), setup, is + ", not " + expected);
    }
  }

  private void missing(Step.Item field, boolean setup) throws Mismatch {
    String value = got.field(field.name());
    boolean holds =
        value == null || (!field.nameOnly() && !value.contains(field.part(1).asString()));
    unless(holds, setup, "answer %d has %s: %s".formatted(number, field.name(), value));
  }

  private void interim(List<Step.Item> expected) throws Mismatch {
    boolean setup = step.isSetup("expected_interim_responses");
    List<Got.Interim> all = got.interim();
    unless(
        all.size() == expected.size(),
        setup,
        "answer %d had %d interim ones before it, not %d"
            .formatted(number, all.size(), expected.size()));
    for (int i = 0; i < all.size(); i++) {
      JsonNode want = expected.get(i).node();
      Got.Interim has = all.get(i);
      unless(has.status() == want.get(0).asInt(), setup, "interim status " + has.status());
      for (JsonNode field : want.path(1)) {
        String name = field.get(0).asString();
        unless(has.fields().containsKey(name), setup, "interim answer without " + name);
      }
    }
  }

  private void content() throws Mismatch {
    String expected = expectedContent();
    unless(
        expected == null || expected.equals(got.content()),
        step.has("expected_response_text") ? step.isSetup("expected_response_text") : true,
        "the content of answer %d is \"%s\", not \"%s\""
            .formatted(number, got.content(), expected));
  }

  /** Null if it may be anything. */
  private @Nullable String expectedContent() {
    if (step.has("check_body") && !step.is("check_body")) {
      return null;
    }
    if (step.has("expected_response_text")) {
      return step.get("expected_response_text").isNull()
          ? null
          : step.text("expected_response_text");
    }
    if (step.has("response_body") && !step.get("response_body").isNull()) {
      return step.text("response_body");
    }
    boolean none = got.status() == 204 || got.status() == 304 || step.method().equals("HEAD");
    return none ? null : token;
  }
}
