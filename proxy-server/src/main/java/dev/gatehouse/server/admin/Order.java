package dev.gatehouse.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What an operator orders, a JSON object; a mistake in it is told by the exception. */
record Order(Map<?, ?> fields) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * Reads a request's content.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  static Order of(byte[] body) {
    try {
      return new Order(MAPPER.readValue(body, Map.class));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("body: not JSON (expected: an object)", e);
    }
  }

  /**
   * The text of {@code key}.
   *
   * @throws IllegalArgumentException if there is none
   */
  String text(String key) {
    if (fields.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(key + ": " + fields.get(key) + " (expected: a string)");
  }

  /**
   * The texts of {@code key}: one, a list of them, or none.
   *
   * @throws IllegalArgumentException if it is something else
   */
  List<String> texts(String key) {
    Object value = fields.get(key);
    List<String> texts = new ArrayList<>();
    for (Object each :
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
      if (!(each instanceof String text)) {
        throw new IllegalArgumentException(
            key + ": " + value + " (expected: a string, or a list of them)");
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * The whole number of {@code key}, null if it is absent.
   *
   * @throws IllegalArgumentException if it is something else
   */
  @Nullable Integer number(String key) {
    return switch (fields.get(key)) {
      case null -> null;
      case Integer number -> number;
      case Object other ->
          throw new IllegalArgumentException(key + ": " + other + " (expected: a whole number)");
    };
  }

  /**
   * Whether {@code key} is true; false if it is absent.
   *
   * @throws IllegalArgumentException if it is something else
   */
  boolean flag(String key) {
    return switch (fields.get(key)) {
      case null -> false;
      case Boolean flag -> flag;
      case Object other ->
          throw new IllegalArgumentException(key + ": " + other + " (expected: true or false)");
    };
  }

  /** What was ordered, as it was written. */
  @Override
  public String toString() {
    return MAPPER.writeValueAsString(fields);
  }
}
