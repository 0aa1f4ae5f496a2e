package dev.gatehouse.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.server.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What one path of the admin listener answers to GET and HEAD. */
@FunctionalInterface
public interface Endpoint {
  /** An answer in full. */
  final class Answer {
    private final int status;
    private final String contentType;
    private final byte[] content;

    /** Takes over {@code content}. */
    public Answer(int status, String contentType, byte[] content) {
      this.status = status;
      this.contentType = contentType;
      this.content = content;
    }

    /** Plain text in one line. */
    static Answer text(int status, String line) {
      return new Answer(status, "text/plain; charset=utf-8", (line + "\n").getBytes(UTF_8));
    }

    int status() {
      return status;
    }

    String contentType() {
      return contentType;
    }

    byte[] content() {
      return content;
    }
  }

  /**
   * What is asked for.
   *
   * @param accept the request's Accept field, null if there is none
   * @param parameters those of its query, decoded; of several of one name the last
   * @param all the same with all of each name, in order
   */
  record Ask(
      @Nullable String accept, Map<String, String> parameters, Map<String, List<String>> all) {
    /**
     * The whole number of a parameter, null if it is absent.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public @Nullable Integer number(String parameter) {
      String text = parameters.get(parameter);
      if (text == null) {
        return null;
      }
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        String message = parameter + ": " + text + " (expected: a whole number)";
        throw new IllegalArgumentException(message, e);
      }
    }
  }

  /**
   * Answers one request.
   *
   * @throws IllegalArgumentException if a parameter is not what is expected; the message says what
   *     is
   */
  Answer answer(Ask ask) throws IOException;

  /** All metrics, in a text format of Prometheus. */
  static Endpoint metrics(Telemetry telemetry) {
    return ask -> {
      ByteArrayOutputStream content = new ByteArrayOutputStream(16 * 1024);
      String contentType = telemetry.scrape(content, ask.accept());
      return new Answer(200, contentType, content.toByteArray());
    };
  }

  /** 200 for as long as the process can answer at all. */
  static Endpoint live() {
    return _ -> Answer.text(200, "live");
  }

  /** 200 while {@code ready} says so, 503 before the start and while draining. */
  static Endpoint ready(BooleanSupplier ready) {
    return _ -> ready.getAsBoolean() ? Answer.text(200, "ready") : Answer.text(503, "not ready");
  }

  /** The value of the moment as JSON; records and collections of them are the values to give. */
  static Endpoint json(Supplier<?> value) {
    return json(ask -> value.get());
  }

  /** The same, of what the query asks for. */
  static Endpoint json(Function<Ask, ?> value) {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return ask -> new Answer(200, "application/json", mapper.writeValueAsBytes(value.apply(ask)));
  }
}
