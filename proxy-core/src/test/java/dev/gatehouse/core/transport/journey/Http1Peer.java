package dev.gatehouse.core.transport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** An HTTP/1 client or backend that reads strictly, and sends what it is told. */
final class Http1Peer implements Peer.Client, Peer.Backend {
  private final WireChannel channel;
  private final int atMost;
  private final Runnable turn;
  private final StringBuilder received = new StringBuilder();
  private final StringBuilder sent = new StringBuilder();

  Http1Peer(WireChannel channel, boolean single, Runnable turn) {
    this.channel = channel;
    this.atMost = single ? 1 : Integer.MAX_VALUE;
    this.turn = turn;
  }

  @Override
  public WireChannel channel() {
    return channel;
  }

  @Override
  public boolean receive() {
    String more = channel.written();
    received.append(more);
    return !more.isEmpty();
  }

  @Override
  public boolean touched() {
    return !received.isEmpty();
  }

  /** Everything received. */
  String received() {
    return received.toString();
  }

  /** Sends {@code bytes} as they are. */
  void raw(String bytes) {
    sent.append(bytes);
    channel.send(bytes, atMost, turn);
    turn.run();
  }

  @Override
  public void send(Draft request) {
    StringBuilder head = new StringBuilder(request.start).append(" HTTP/1.1\r\n");
    if (!request.has("host")) {
      head.append("host: a.test\r\n");
    }
    boolean chunked =
        (request.hasContent() || request.end != Draft.End.COMPLETE)
            && !request.has("content-length");
    raw(message(head, request, chunked));
    end(request.end);
  }

  @Override
  public void answer(int index, Draft answer) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(answer.start).append(" X\r\n");
    boolean stated = answer.has("content-length") || answer.untilClose;
    boolean content = answer.hasContent() || answer.end != Draft.End.COMPLETE;
    boolean never =
        answer.start.startsWith("1")
            || answer.start.equals("204")
            || answer.start.equals("304")
            || requests().get(index).start().startsWith("HEAD ");
    if (!stated && !content && !never) {
      head.append("content-length: 0\r\n");
    }
    raw(message(head, answer, content && !stated));
    end(answer.untilClose && answer.end == Draft.End.COMPLETE ? Draft.End.CLOSE : answer.end);
  }

  private static String message(StringBuilder out, Draft draft, boolean chunked) {
    draft.fields.forEach(field -> out.append(field).append("\r\n"));
    out.append(chunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n");
    for (String piece : draft.pieces) {
      out.append(chunked ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n" : piece);
    }
    if (chunked && draft.end == Draft.End.COMPLETE) {
      out.append("0\r\n");
      draft.trailers.forEach(field -> out.append(field).append("\r\n"));
      out.append("\r\n");
    }
    return out.toString();
  }

  private void end(Draft.End end) {
    if (end == Draft.End.CLOSE) {
      channel.close();
    } else if (end == Draft.End.RESET) {
      channel.reset();
    }
    turn.run();
  }

  @Override
  public List<Message> answers(int index) {
    List<Message> answers = new ArrayList<>();
    int answered = 0;
    for (Message message : answers().messages()) {
      if (answered == index) {
        answers.add(message);
      }
      answered += message.interim() ? 0 : 1;
    }
    return answers;
  }

  private StrictHttp1.Parsed answers() {
    List<String> methods = new ArrayList<>();
    StrictHttp1.requests(sent.toString(), false)
        .messages()
        .forEach(request -> methods.add(request.start().split(" ", -1)[0]));
    methods.add("GET"); // what is refused is answered too
    StrictHttp1.Parsed parsed =
        StrictHttp1.responses(received(), methods, !channel.isOpen(), channel.wasReset());
    assertThat(parsed.error()).as("what the client cannot read: %s", received).isNull();
    assertThat(parsed.messages())
        .filteredOn(answer -> answer.interim() || answer.start().equals("204"))
        .allMatch(answer -> answer.value("content-length") == null);
    return parsed;
  }

  @Override
  public boolean refusedStream(int index) {
    return false;
  }

  @Override
  public List<Message> requests() {
    StrictHttp1.Parsed parsed = StrictHttp1.requests(received(), !channel.isOpen());
    assertThat(parsed.error()).as("what the backend cannot read: %s", received).isNull();
    return parsed.messages();
  }
}
