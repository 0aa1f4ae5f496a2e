package dev.gatehouse.core.transport.journey;

import java.util.List;

/** The test's end of one connection of the proxy: a client's, or a backend's. */
interface Peer {
  WireChannel channel();

  /** Takes what the proxy has written so far, and says whether that was anything. */
  boolean receive();

  /** True if a byte beyond the connection's own greeting was received. */
  boolean touched();

  /** The part of a client. */
  interface Client extends Peer {
    /** Sends the next request. */
    void send(Draft request);

    /** All answers to request {@code index}, from 0: interim ones first. */
    List<Message> answers(int index);

    /** True if request {@code index} was refused by a reset of its stream. */
    boolean refusedStream(int index);
  }

  /** The part of a backend. */
  interface Backend extends Peer {
    /** The requests that came, complete or not. */
    List<Message> requests();

    /** Answers request {@code index}, from 0. */
    void answer(int index, Draft answer);
  }
}
