package dev.gatehouse.server.e2e;

import org.jspecify.annotations.Nullable;

/** One WebSocket, as a client has it. Waits for at most some seconds. */
interface WebSocketClient extends AutoCloseable {
  /** Sends a message in one frame. */
  void send(byte[] message) throws Exception;

  void send(String message) throws Exception;

  /** The next message, put together from its frames; null if none comes. */
  byte @Nullable [] receive() throws Exception;

  /** The status of the server's Close frame; null if none comes. */
  @Nullable Integer closing() throws Exception;

  /** Sends a Close frame and ends. */
  void end(int status) throws Exception;

  /** What was agreed on by Sec-WebSocket-Protocol; empty for nothing. */
  String protocol();

  @Override
  void close();
}
