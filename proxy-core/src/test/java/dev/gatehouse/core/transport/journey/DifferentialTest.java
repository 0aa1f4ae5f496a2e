package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.transport.journey.Message.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever is sent arrives as it was sent, in either direction and between all pairs of protocols,
 * but for what a proxy is to change; and what is not valid never arrives as if it were.
 *
 * <p>{@code -Dgatehouse.differential=N} plays N exchanges for each pair, {@code -Dgatehouse.seed=N}
 * others.
 */
final class DifferentialTest {
  private static final int EXCHANGES = Integer.getInteger("gatehouse.differential", 400);
  private static final long SEED = Long.getLong("gatehouse.seed", 20261120);

  /** The proxy's own to requests. */
  private static final Set<String> WRITTEN =
      Set.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-request-id",
          "via");

  /** What frames a message, and may differ where protocols do. */
  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "connection");

  @ParameterizedTest
  @CsvSource({"H1, H1", "H2, H1", "H1, H2", "H2, H2"})
  void whatIsSentArrives(Wire client, Wire backend) {
    int arrived = 0;
    for (int i = 0; i < EXCHANGES; i += 3) {
      RandomMessages random = new RandomMessages(SEED + i);
      try (Journey journey = new Journey(client, backend, random.sometimes(5), true)) {
        for (int j = 0; j < 3 && journey.client().channel().isOpen(); j++) {
          arrived += exchange(journey, random, client, backend, j) ? 1 : 0;
        }
      } catch (AssertionError e) {
        throw new AssertionError("-Dgatehouse.seed=" + (SEED + i) + ": " + e.getMessage(), e);
      }
    }
    assertThat(arrived).isGreaterThan(EXCHANGES / 3);
  }

  /** Says whether a request arrived. */
  private static boolean exchange(
      Journey journey, RandomMessages random, Wire client, Wire backend, int index) {
    RandomMessages.Sample request = random.request(client);
    int before = journey.arrivals().size();
    journey.client().send(request.sent());
    if (!request.valid()) {
      assertThat(journey.arrivals()).as(show(request.sent())).hasSize(before);
      boolean refused =
          journey.client().refusedStream(index)
              || journey.client().answers(index).getFirst().start().startsWith("4");
      assertThat(refused).as(show(request.sent())).isTrue();
      return false;
    }
    assertThat(journey.arrivals()).as(show(request.sent())).hasSize(before + 1);
    Journey.Arrival arrival = journey.arrivals().getLast();
    same(arrival.message(), request.understood(), request.sent(), WRITTEN);
    answer(journey, random, arrival, request.sent().method(), backend, index);
    return true;
  }

  private static void answer(
      Journey journey,
      RandomMessages random,
      Journey.Arrival arrival,
      String method,
      Wire backend,
      int index) {
    RandomMessages.Sample answer = random.answer(backend, method);
    arrival.at().answer(arrival.index(), answer.sent());
    List<Message> heard = journey.client().answers(index);
    assertThat(heard).as(show(answer.sent())).hasSize(1);
    if (answer.valid()) {
      same(heard.getFirst(), answer.understood(), answer.sent(), Set.of("date"));
    } else {
      assertThat(heard.getFirst().start()).as(show(answer.sent())).isEqualTo("502");
      assertThat(heard.getFirst().state()).isEqualTo(State.COMPLETE);
    }
  }

  private static void same(Message actual, Message expected, Draft sent, Set<String> written) {
    Message compared = actual.without(name -> FRAMING.contains(name) || written.contains(name));
    assertThat(show(compared)).as(show(sent)).isEqualTo(show(expected));
    String stated = actual.value("content-length");
    if (stated != null && !actual.content().isEmpty()) {
      assertThat(Integer.parseInt(stated)).isEqualTo(actual.content().length());
    }
  }

  /** Fields of one name keep their order; the others may change places. */
  private static String show(Message message) {
    List<String> fields = new ArrayList<>(message.fields());
    fields.sort(java.util.Comparator.comparing(Message::name));
    StringBuilder text = new StringBuilder(message.start() + ' ' + message.state());
    fields.forEach(field -> text.append('\n').append(field.stripTrailing()));
    message.trailers().forEach(field -> text.append("\n+ ").append(field.stripTrailing()));
    return text.append("\n= ").append(message.content()).toString();
  }

  private static String show(Draft draft) {
    return draft.start + draft.fields + draft.pieces.size() + draft.trailers;
  }
}
