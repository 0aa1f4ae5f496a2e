package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gatehouse.core.transport.journey.Message.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes from an HTTP/1 backend: what a client takes for complete is what a strict reader takes
 * for it, and a connection is used again only if nothing is left over.
 */
final class AnswerBytesFuzz {
  static Stream<Arguments> seeds() {
    return Stream.concat(
        Seeds.bytes("journeys-answers.txt", "<<"), Seeds.bytes("journeys-reuse.txt", "<<"));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void areNeverMadeMoreOfThanTheyAre(byte[] bytes) {
    String text = Seeds.text(bytes);
    String method = text.length() % 5 == 0 ? "HEAD" : "POST";
    String whole = play(text, method, Wire.H1, false);
    assertThat(play(text, method, Wire.H1, true)).as("byte by byte").isEqualTo(whole);
    assertThat(play(text, method, Wire.H2, false)).as("over HTTP/2").isEqualTo(whole);
  }

  /** Says in one line what the client has made of it. */
  private static String play(String bytes, String method, Wire wire, boolean single) {
    try (Journey journey = new Journey(wire, Wire.H1, single, false)) {
      Draft request = new Draft(method + " /");
      request.fields.add("content-length: 0");
      journey.client().send(request);
      Http1Peer backend = (Http1Peer) journey.backends().getFirst();
      backend.raw(bytes);
      boolean answered = last(journey) != null;
      Draft next = new Draft("POST /next");
      next.fields.add("content-length: 0");
      if (answered && journey.client().channel().isOpen()) {
        journey.client().send(next);
        boolean reused = journey.arrivals().size() > 1 && journey.backends().size() == 1;
        assertThat(!reused || isOneAnswer(bytes, method)).as("used again").isTrue();
      }
      for (int i = 0; i < journey.backends().size(); i++) { // a HEAD is tried again
        journey.backends().get(i).channel().close();
        journey.turn();
        journey.advance(Duration.ofSeconds(1));
      }
      return judge(journey, bytes, method);
    }
  }

  private static @Nullable Message last(Journey journey) {
    List<Message> answers = new ArrayList<>(journey.client().answers(0));
    answers.removeIf(Message::interim);
    return answers.isEmpty() || answers.getLast().state() == State.OPEN ? null : answers.getLast();
  }

  private static boolean isOneAnswer(String bytes, String method) {
    StrictHttp1.Parsed parsed = StrictHttp1.responses(bytes, List.of(method), false, false);
    Message last = parsed.messages().isEmpty() ? null : parsed.messages().getLast();
    return parsed.error() == null
        && last != null
        && last.state() == State.COMPLETE
        && !last.interim();
  }

  private static String judge(Journey journey, String bytes, String method) {
    StrictHttp1.Parsed parsed = StrictHttp1.responses(bytes, List.of(method), true, false);
    Message read = parsed.messages().stream().filter(m -> !m.interim()).findFirst().orElse(null);
    Message seen = last(journey);
    assertThat(seen).as("an answer, or an error of the proxy's own").isNotNull();
    if (seen == null || isOwn(seen)) {
      return "error";
    }
    assertThat(read).as("what a strict reader does not see").isNotNull();
    if (read == null || seen.state() != State.COMPLETE) {
      return "cut " + seen.start();
    }
    assertThat(read.state()).as("complete").isEqualTo(State.COMPLETE);
    assertThat(seen.start()).isEqualTo(read.start());
    assertThat(seen.content()).isEqualTo(read.content());
    return "complete " + seen.start() + seen.content();
  }

  private static boolean isOwn(Message answer) {
    String status = answer.value("proxy-status");
    return status != null && status.startsWith("gatehouse; error=");
  }
}
