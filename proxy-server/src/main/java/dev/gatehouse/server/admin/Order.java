package dev.gatehouse.server.admin;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What an operator orders, a JSON object of texts; a mistake in it is told by the exception. */
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
}
