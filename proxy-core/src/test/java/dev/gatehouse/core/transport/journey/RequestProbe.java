package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.transport.journey.Message.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What any bytes of an HTTP/1 client have to obey: however they are cut into packets, the same
 * requests reach the backend; and of each it is told what a second, strict reader of the same bytes
 * understands.
 */
final class RequestProbe {
  /** What came of the bytes. */
  private record Outcome(List<Message> reached, List<String> answers, boolean open) {}

  private RequestProbe() {}

  static void probe(String any) {
    String bytes = any + '\n'; // else a head that is wrong is refused only once its line ends
    Outcome whole = send(bytes, false);
    assertThat(send(bytes, true)).as("byte by byte").isEqualTo(whole);
    List<Message> read = new ArrayList<>(StrictHttp1.requests(bytes, false).messages());
    read.removeIf(message -> message.state() != State.COMPLETE);
    assertThat(whole.reached()).as("requests").hasSizeLessThanOrEqualTo(read.size());
    for (int i = 0; i < whole.reached().size(); i++) {
      same(whole.reached().get(i), read.get(i));
    }
  }

  private static Outcome send(String bytes, boolean single) {
    try (Journey journey = new Journey(Wire.H1, Wire.H1, single, false)) {
      Http1Peer client = (Http1Peer) journey.client();
      List<Message> reached = new ArrayList<>();
      client.raw(bytes);
      for (int i = 0; i < journey.arrivals().size(); i++) {
        Journey.Arrival arrival = journey.arrivals().get(i);
        Message message = arrival.message();
        if (message.state() == State.COMPLETE) {
          reached.add(message);
          arrival.at().answer(arrival.index(), answer());
          journey.turn();
        }
      }
      List<String> answers = new ArrayList<>();
      for (int i = 0; i <= reached.size(); i++) {
        client.answers(i).forEach(answer -> answers.add(answer.start() + answer.state()));
      }
      return new Outcome(reached, answers, client.channel().isOpen());
    }
  }

  private static Draft answer() {
    Draft answer = new Draft("200");
    answer.fields.add("content-length: 0");
    return answer;
  }

  private static void same(Message reached, Message read) {
    assertThat(reached.start().split(" ", -1)[0]).isEqualTo(read.start().split(" ", -1)[0]);
    assertThat(reached.content()).isEqualTo(read.content());
    assertThat(read.trailers()).containsAll(reached.trailers());
    String host = read.value("host");
    if (host != null) {
      assertThat(Objects.requireNonNull(reached.value("host"))).startsWithIgnoringCase(bare(host));
    }
    for (String field : reached.fields()) {
      switch (Message.name(field)) {
        case "host", "content-length", "transfer-encoding", "te", "connection" -> {}
        default -> assertThat(read.fields()).contains(field);
      }
    }
  }

  /** The host as far as it keeps its form. */
  private static String bare(String host) {
    int end = 0;
    while (end < host.length() && Character.isLetterOrDigit(host.charAt(end))) {
      end++;
    }
    return host.substring(0, end);
  }
}
