package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** When a request body is sent on. */
@Doc("buffer: once it is there in full; stream: as it arrives.")
public enum RequestBodyMode implements Choice {
  BUFFER,
  STREAM
}
