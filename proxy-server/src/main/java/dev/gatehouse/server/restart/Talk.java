package dev.gatehouse.server.restart;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.OptionalInt;

/** How the predecessor hears and says notes: whatever is not what it expects ends the take-over. */
final class Talk {
  private Talk() {}

  static void say(Note note, UnixSocket peer) throws IOException {
    peer.send(note.write(), OptionalInt.empty());
  }

  /**
   * Waits for the next note.
   *
   * @throws IOException if it is another or none; the message says why the successor cannot serve,
   *     if it has said so
   */
  static <N extends Note> N expect(Class<N> expected, UnixSocket peer) throws IOException {
    UnixSocket.Message message;
    try {
      message = peer.receive();
    } catch (SocketTimeoutException e) {
      say(new Note.No("it has waited too long"), peer);
      throw new IOException("the new process took too long", e);
    }
    if (message == null) {
      throw new IOException("the new process has ended");
    }
    Note note = Note.read(message.content());
    if (note instanceof Note.Failed(String why)) {
      throw new IOException(why);
    }
    if (!expected.isInstance(note)) {
      throw new IOException("the new process says what was not expected: " + note);
    }
    return expected.cast(note);
  }
}
