package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.transport.http1.WireText;
import dev.gatehouse.core.transport.journey.Message.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One case of {@code journeys.txt}, played line by line between two protocols. The head of that
 * file describes the form.
 */
final class Script {
  /** Written by the proxy, and compared only where a case names them. */
  private static final Set<String> ADDED_TO_REQUEST =
      Set.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-request-id",
          "via",
          "content-length",
          "transfer-encoding");

  private static final Set<String> ADDED_TO_ANSWER =
      Set.of("date", "connection", "content-length", "transfer-encoding");

  private final CaseTable.Case of;
  private final Journey journey;
  private final boolean oldClient;
  private final boolean oldBackend;
  private int at;
  private int arrived;
  private int asked;
  private int heard;
  private int clientRead;
  private int backendRead;

  Script(CaseTable.Case of, Wire client, Wire backend, boolean single) {
    this.of = of;
    this.oldClient = client == Wire.H1;
    this.oldBackend = backend == Wire.H1;
    this.journey = new Journey(client, backend, single, !literal(of, ">>"));
  }

  /** Says whether {@code of} can be played between these two. */
  static boolean applies(CaseTable.Case of, Wire client, Wire backend) {
    String pairs = of.one("pairs", "");
    String pair = (client + "-" + backend).toLowerCase(java.util.Locale.ROOT);
    return (pairs.isEmpty() || List.of(pairs.split(" ", -1)).contains(pair))
        && (client == Wire.H1 || !(literal(of, ">") || literal(of, "<")))
        && (backend == Wire.H1 || !(literal(of, ">>") || literal(of, "<<")));
  }

  private static boolean literal(CaseTable.Case of, String arrow) {
    return of.lines().stream().anyMatch(line -> line.startsWith(arrow + " \""));
  }

  void play() {
    try (journey) {
      while (at < of.lines().size()) {
        step();
      }
    } catch (AssertionError e) {
      throw new AssertionError(of.name() + ", before line " + (at + 1) + ": " + e.getMessage(), e);
    }
  }

  private void step() {
    String line = of.lines().get(at++);
    int space = line.indexOf(' ');
    String arrow = line.substring(0, space);
    String what = line.substring(space + 1);
    switch (arrow) {
      case "pairs" -> {}
      case "wait" -> journey.advance(Duration.ofSeconds(Long.parseLong(what)));
      case ">" -> client(what);
      case ">>" -> reaches(what);
      case "<<" -> backend(what);
      case "<" -> comes(what);
      default -> throw new IllegalArgumentException(of.name() + ": " + line);
    }
  }

  // ---- what is sent

  private void client(String what) {
    switch (what) {
      case "close" -> journey.client().channel().close();
      case "reset" -> journey.client().channel().reset();
      default -> {
        if (what.startsWith("\"")) {
          ((Http1Peer) journey.client()).raw(bytes(what));
        } else {
          journey.client().send(draft(">", what));
        }
      }
    }
    journey.turn();
  }

  private void backend(String what) {
    if (what.startsWith("\"")) {
      ((Http1Peer) journey.backends().getLast()).raw(bytes(what));
    } else if (what.equals("close")) {
      journey.backends().getLast().channel().close();
    } else if (what.equals("reset")) {
      journey.backends().getLast().channel().reset();
    } else {
      int to = what.startsWith("@") ? what.charAt(1) - '1' : arrived - 1;
      String start = what.startsWith("@") ? what.substring(3) : what;
      Journey.Arrival arrival = journey.arrivals().get(to);
      arrival.at().answer(arrival.index(), draft("<<", start));
    }
    journey.turn();
  }

  // ---- what is to be seen

  private void reaches(String what) {
    switch (what) {
      case "nothing" -> nothing();
      case "kept" -> {
        if (oldBackend) {
          assertThat(last().channel().isOpen()).as("connection to the backend").isTrue();
        }
      }
      case "gone" -> {
        if (oldBackend) {
          boolean open =
              arrived == 0
                  ? journey.backends().stream().anyMatch(backend -> backend.channel().isOpen())
                  : last().channel().isOpen();
          assertThat(open).as("connection to the backend").isFalse();
        }
      }
      default -> {
        if (what.startsWith("\"")) {
          String received = ((Http1Peer) journey.backends().getLast()).received();
          assertThat(WireText.escape(received.substring(backendRead)))
              .as("bytes to the backend")
              .isEqualTo(what.substring(1, what.length() - 1));
          backendRead = received.length();
          arrived = journey.arrivals().size();
        } else if (what.startsWith("at most ")) {
          Message expected = expected(draft(">>", what.substring(8)), what.substring(8));
          if (journey.arrivals().size() > arrived) {
            same(journey.arrivals().get(arrived++).message(), expected, ADDED_TO_REQUEST);
          }
        } else if (what.startsWith("connections ")) {
          assertThat(journey.backends()).hasSize(Integer.parseInt(what.substring(12)));
        } else {
          Message expected = expected(draft(">>", what), what);
          assertThat(journey.arrivals()).as("requests at the backend").hasSizeGreaterThan(arrived);
          same(journey.arrivals().get(arrived++).message(), expected, ADDED_TO_REQUEST);
        }
      }
    }
  }

  private void nothing() {
    assertThat(journey.arrivals()).as("requests at the backend").hasSize(arrived);
    if (arrived == 0) {
      assertThat(journey.backends()).as("connections").noneMatch(Peer.Backend::touched);
    }
  }

  private Peer.Backend last() {
    return journey.arrivals().get(Math.max(0, arrived - 1)).at();
  }

  private void comes(String what) {
    WireChannel channel = journey.client().channel();
    switch (what) {
      case "open" -> assertThat(channel.isOpen()).as("client's connection").isTrue();
      case "closed" -> {
        if (oldClient) {
          assertThat(channel.isOpen()).as("client's connection").isFalse();
          assertThat(channel.wasReset()).as("reset").isFalse();
        }
      }
      case "nothing" -> assertThat(journey.client().answers(asked)).hasSize(heard);
      default -> {
        if (what.startsWith("\"")) {
          literally(what);
        } else if (what.startsWith("refused ")) {
          refused(what.substring(8));
        } else if (what.startsWith("error ")) {
          Message answer = next();
          assertThat(answer.start()).as("answer").isEqualTo(what.substring(6));
          assertThat(answer.state()).as("answer").isEqualTo(State.COMPLETE);
          assertThat(answer.value("proxy-status")).as("Proxy-Status").isNotNull();
        } else {
          answers(what);
        }
      }
    }
  }

  private void literally(String what) {
    String received = ((Http1Peer) journey.client()).received();
    assertThat(WireText.escape(received.substring(clientRead)))
        .as("bytes to the client")
        .isEqualTo(what.substring(1, what.length() - 1));
    clientRead = received.length();
  }

  /** HTTP/1: an answer, and the end of the connection. HTTP/2: that, or the end of the stream. */
  private void refused(String status) {
    if (!oldClient && journey.client().refusedStream(asked)) {
      assertThat(journey.client().answers(asked)).as("answers").isEmpty();
      asked++;
      return;
    }
    Message answer = next();
    assertThat(answer.start()).as("answer").isEqualTo(status);
    assertThat(answer.state()).as("answer").isEqualTo(State.COMPLETE);
    if (oldClient) {
      assertThat(journey.client().channel().isOpen()).as("client's connection").isFalse();
    }
  }

  private void answers(String what) {
    if (what.startsWith("@")) {
      asked = what.charAt(1) - '1';
    }
    String start = what.startsWith("@") ? what.substring(3) : what;
    Message expected = expected(draft("<", start), start);
    same(next(), expected, ADDED_TO_ANSWER);
  }

  private Message next() {
    List<Message> answers = journey.client().answers(asked);
    assertThat(answers).as("answers to request %s", asked + 1).hasSizeGreaterThan(heard);
    Message answer = answers.get(heard);
    heard = answer.interim() ? heard + 1 : 0;
    asked += answer.interim() ? 0 : 1;
    return answer;
  }

  private static void same(Message actual, Message expected, Set<String> added) {
    Message compared = actual.without(name -> added.contains(name) && expected.value(name) == null);
    if ("te".equals(compared.value("connection")) && compared.value("te") != null) {
      compared = compared.without(name -> name.equals("connection"));
    }
    boolean cut =
        compared.state() == State.CUT && expected.content().startsWith(compared.content());
    assertThat(text(cut ? compared.with(expected.content()) : compared)).isEqualTo(text(expected));
  }

  private static String text(Message message) {
    StringBuilder text = new StringBuilder(message.start()).append(' ').append(message.state());
    message.fields().stream().sorted().forEach(field -> text.append('\n').append(field.strip()));
    text.append("\n= ").append(message.content());
    message.trailers().forEach(field -> text.append("\n+ ").append(field.strip()));
    return text.toString();
  }

  // ---- the form

  private Message expected(Draft draft, String start) {
    Message message = draft.understood();
    if (!Character.isDigit(start.charAt(0)) && !draft.has("host")) {
      message.fields().addFirst("host: a.test");
    }
    return switch (draft.end) {
      case COMPLETE -> message;
      case OPEN -> message.in(State.OPEN);
      default -> message.in(State.CUT);
    };
  }

  /** The lines that follow with the same arrow, up to another start. */
  private Draft draft(String arrow, String start) {
    Draft draft = new Draft(bytes(start));
    while (at < of.lines().size()) {
      String line = of.lines().get(at);
      if (!line.startsWith(arrow + " ") || !part(draft, line.substring(arrow.length() + 1))) {
        break;
      }
      at++;
    }
    return draft;
  }

  private static boolean part(Draft draft, String what) {
    if (what.startsWith("= ")) {
      draft.pieces.add(bytes(what.substring(2)));
    } else if (what.startsWith("+ ")) {
      draft.trailers.add(bytes(what.substring(2)));
    } else if (what.equals("~")) {
      draft.untilClose = true;
    } else if (what.startsWith("! ")) {
      draft.end =
          switch (what.substring(2)) {
            case "open" -> Draft.End.OPEN;
            case "close", "cut" -> Draft.End.CLOSE;
            case "reset" -> Draft.End.RESET;
            default -> throw new IllegalArgumentException(what);
          };
    } else if (isField(what)) {
      draft.fields.add(bytes(what));
    } else {
      return false;
    }
    return true;
  }

  private static boolean isField(String what) {
    int colon = what.indexOf(':', 1);
    return (colon > 0 && what.substring(0, colon).matches("[^\"@/*]+")) || what.startsWith(": ");
  }

  private static String bytes(String text) {
    String plain = text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    return new String(WireText.unescape(plain), StandardCharsets.ISO_8859_1);
  }
}
