package dev.gatehouse.server.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.core.filter.split.SplitState;
import dev.gatehouse.tls.TlsHeritage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NoteTest {
  @Test
  void everyNoteIsReadAsItWasWritten() throws IOException {
    for (Note note :
        List.of(
            new Note.Ask(1),
            new Note.Door("web", true),
            new Note.Prepared(),
            new Note.Room(),
            new Note.Ready(List.of("web", "secure")),
            new Note.Yours(),
            new Note.No("it is ending"),
            new Note.Failed("access-log: permission denied"))) {
      assertThat(Note.read(note.write())).isEqualTo(note);
    }
  }

  @Test
  void whatIsHandedOverArrives() throws IOException {
    byte[] key = {1, -2, 3};
    TlsHeritage tls =
        new TlsHeritage(
            Map.of("secure", new TlsHeritage.Tickets(List.of(key), 123)),
            List.of(new TlsHeritage.Certificate(List.of("localhost"), key, key)));
    Heritage heritage =
        new Heritage(
            tls,
            List.of(new Heritage.TakenOut("app", "http://127.0.0.1:1", "draining")),
            List.of(
                new Heritage.Split("shop", new SplitState.RolledBack("now", "latency", "slow"))));

    Note.Leave leave = (Note.Leave) Note.read(new Note.Leave(3, heritage).write());

    assertThat(leave.doors()).isEqualTo(3);
    assertThat(leave.heritage().backends()).isEqualTo(heritage.backends());
    assertThat(leave.heritage().splits()).isEqualTo(heritage.splits());
    TlsHeritage read = leave.heritage().tls();
    TlsHeritage.Tickets tickets = Objects.requireNonNull(read.tickets().get("secure"));
    assertThat(tickets.keys().getFirst()).isEqualTo(key);
    assertThat(tickets.nextMillis()).isEqualTo(123);
    assertThat(read.selfSigned().getFirst().names()).containsExactly("localhost");
    assertThat(read.selfSigned().getFirst().certificate()).isEqualTo(key);
  }

  @Test
  void secretsAreNotInTheTextOfANote() {
    TlsHeritage tls =
        new TlsHeritage(
            Map.of("secure", new TlsHeritage.Tickets(List.of(new byte[] {77, 77}), 1)),
            List.of(
                new TlsHeritage.Certificate(List.of("localhost"), new byte[] {77}, new byte[1])));

    assertThat(new Note.Leave(0, new Heritage(tls, List.of(), List.of())).toString())
        .doesNotContain("77")
        .contains("1 keys", "localhost");
  }

  @Test
  void whatIsNoNoteIsAnError() {
    for (String text : List.of("", "hello", "{}", "{\"note\":\"dance\"}", "[]")) {
      assertThatThrownBy(() -> Note.read(text.getBytes(StandardCharsets.UTF_8)))
          .as(text)
          .isInstanceOf(IOException.class);
    }
  }
}
