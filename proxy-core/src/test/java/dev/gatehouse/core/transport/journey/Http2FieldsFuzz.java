package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.core.transport.journey.Message.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any fields, pseudo-fields and trailers in HTTP/2: what may not be in HTTP/1 reaches no backend,
 * and what reaches one is the same in either protocol.
 */
final class Http2FieldsFuzz {
  private static final String NAME = "[!#$%&'*+.^_`|~0-9a-z-]+";
  private static final String VALUE = "([!-~\\x80-\\xff]([\\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?";

  static Stream<Arguments> seeds() {
    return Seeds.requests("journeys.txt");
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void meanTheSameInHttp1(byte[] bytes) {
    Draft draft = draft(Seeds.text(bytes).split("\u00ff", -1));
    List<Message> toOld = send(draft, Wire.H1);
    List<Message> toNew = send(draft, Wire.H2);
    if (!goesOnBehindItsHead(draft)) {
      assertThat(comparable(toOld, draft)).isEqualTo(comparable(toNew, draft));
    }
    if (!toOld.isEmpty()) {
      assertThat(draft.fields).allMatch(Http2FieldsFuzz::isField);
      toOld.forEach(message -> check(message, draft));
    }
  }

  private static Draft draft(String[] lines) {
    Draft draft =
        new Draft(
            lines[0].matches("[A-Z]+ /.*") ? lines[0].split("[^!-~]", 3)[0] + " /" : "POST /");
    for (String line : lines) {
      if (line.startsWith("= ")) {
        draft.pieces.add(line.substring(2));
      } else if (line.startsWith("+ ") && line.indexOf(": ", 3) > 0) {
        draft.trailers.add(line.substring(2));
      } else if (line.indexOf(": ", 1) > 0 && draft.fields.size() < 50) {
        draft.fields.add(line);
      }
    }
    return draft;
  }

  private static boolean isField(String field) {
    int colon = field.indexOf(": ", 1);
    String name = field.substring(0, colon);
    String value = field.substring(Math.min(field.length(), colon + 2));
    return (name.startsWith(":") ? name.substring(1) : name).matches(NAME) && value.matches(VALUE);
  }

  private static List<Message> send(Draft draft, Wire backend) {
    try (Journey journey = new Journey(Wire.H2, backend, false, false)) {
      journey.client().send(draft);
      List<Message> reached = new ArrayList<>();
      journey.arrivals().forEach(arrival -> reached.add(arrival.message()));
      assertThat(reached).hasSizeLessThanOrEqualTo(1);
      boolean refused = journey.client().refusedStream(0) || !journey.client().answers(0).isEmpty();
      assertThat(refused || !reached.isEmpty()).as("no silence").isTrue();
      assertThat(
              refused
                  && !goesOnBehindItsHead(draft)
                  && reached.stream().anyMatch(m -> m.state() == State.COMPLETE))
          .as("refused, but complete at the backend")
          .isFalse();
      return reached;
    }
  }

  /**
   * What goes on behind the head of a request that states no content may be refused when it does;
   * for a backend of HTTP/1 that request was over with its head.
   */
  private static boolean goesOnBehindItsHead(Draft draft) {
    String stated = Message.value(draft.fields, "content-length");
    return stated != null
        && stated.matches("0{1,9}")
        && (!String.join("", draft.pieces).isEmpty() || !draft.trailers.isEmpty());
  }

  /** HTTP/1 has no trailers where it states a length. */
  private static List<String> comparable(List<Message> messages, Draft draft) {
    boolean trailers = !draft.has("content-length");
    List<String> comparable = new ArrayList<>();
    for (Message message : messages) {
      if (message.state() == State.COMPLETE) {
        Message plain =
            message.without(name ->
                name.equals("content-length")
                    || name.equals("transfer-encoding")
                    || name.equals("connection"));
        comparable.add(
            plain.start() + plain.fields() + plain.content() + (trailers ? plain.trailers() : ""));
      }
    }
    return comparable;
  }

  private static void check(Message reached, Draft draft) {
    assertThat(String.join("", draft.pieces)).startsWith(reached.content());
    assertThat(draft.trailers).containsAll(reached.trailers());
    for (String field : reached.fields()) {
      switch (Message.name(field)) {
        case "host",
            "content-length",
            "transfer-encoding",
            "cookie",
            "connection",
            "te",
            "max-forwards" -> {}
        default -> assertThat(draft.fields).contains(field);
      }
    }
  }
}
