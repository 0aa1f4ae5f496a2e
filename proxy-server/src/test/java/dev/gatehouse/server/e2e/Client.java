package dev.gatehouse.server.e2e;

import java.io.IOException;

/** Someone who sends requests over connections that it keeps. */
interface Client extends AutoCloseable {
  Reply send(Ask ask) throws IOException, InterruptedException;

  @Override
  void close();
}
