package dev.gatehouse.server.restart;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the two processes of a take-over say to each other, in this order; each side ends it by
 * closing its socket, and whoever finds the other's closed knows that it is alone.
 *
 * <pre>{@code
 * successor                 predecessor
 * Ask                  ->
 *                      <-   Leave, then a Door with a socket for each listener; or No
 * Prepared             ->   (everything is loaded, compiled and bound)
 *                      <-   Room (the address of the admin listener is free) or No
 * Ready                ->   (nothing can fail any more)
 *                      <-   Yours: accepts no more; or No
 * }</pre>
 *
 * At any time the successor may send Failed instead, and the predecessor goes on as before.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "note")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Note.Ask.class, name = "ask"),
  @JsonSubTypes.Type(value = Note.Leave.class, name = "leave"),
  @JsonSubTypes.Type(value = Note.Door.class, name = "door"),
  @JsonSubTypes.Type(value = Note.Prepared.class, name = "prepared"),
  @JsonSubTypes.Type(value = Note.Room.class, name = "room"),
  @JsonSubTypes.Type(value = Note.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = Note.Yours.class, name = "yours"),
  @JsonSubTypes.Type(value = Note.No.class, name = "no"),
  @JsonSubTypes.Type(value = Note.Failed.class, name = "failed")
})
sealed interface Note {
  /** The version of all this: processes of different ones do not try. */
  int EDITION = 1;

  /** May I take your place? */
  record Ask(int edition) implements Note {}

  /**
   * What you need to know.
   *
   * @param doors how many sockets follow
   */
  record Leave(int doors, Heritage heritage) implements Note {}

  /**
   * The socket of a listener.
   *
   * @param kept whether systemd keeps it
   */
  record Door(String listener, boolean kept) implements Note {}

  /** All is there but the admin listener. */
  record Prepared() implements Note {}

  /** The address of the admin listener is free. */
  record Room() implements Note {}

  /**
   * All is there.
   *
   * @param doors the listeners whose sockets are in use
   */
  record Ready(List<String> doors) implements Note {}

  /** From now on it is you who serves. */
  record Yours() implements Note {}

  /** It is not to be, and the successor is to end. */
  record No(String why) implements Note {}

  /** The successor cannot serve. */
  record Failed(String why) implements Note {}

  /** How they are written. */
  JsonMapper MAPPER = new JsonMapper();

  default byte[] write() {
    return MAPPER.writerFor(Note.class).writeValueAsBytes(this);
  }

  /**
   * Reads one.
   *
   * @throws IOException if it is none
   */
  static Note read(byte[] content) throws IOException {
    try {
      return MAPPER.readValue(content, Note.class);
    } catch (JacksonException e) {
      throw new IOException("the other process says what this one does not know", e);
    }
  }
}
