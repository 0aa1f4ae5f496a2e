package dev.gatehouse.core.transport.http2;

import org.jspecify.annotations.Nullable;

/**
 * The outputs of one connection that have news for their owners, in the order they had them: told
 * after the flush. They link to each other, so that the queue costs nothing.
 *
 * <p>Confined to the connection's event loop.
 */
final class OutputQueue {
  private @Nullable StreamOutput first;
  private @Nullable StreamOutput last;

  /** Says whether {@code output} was not in the queue before. */
  boolean add(StreamOutput output) {
    if (output.listed) {
      return false;
    }
    output.listed = true;
    if (last == null) {
      first = output;
    } else {
      last.nextListed = output;
    }
    last = output;
    return true;
  }

  /** Tells each, those that join meanwhile as well. */
  void tell() {
    for (StreamOutput output = first; output != null; output = first) {
      first = output.nextListed;
      if (first == null) {
        last = null;
      }
      output.nextListed = null;
      output.listed = false;
      output.tell();
    }
  }
}
