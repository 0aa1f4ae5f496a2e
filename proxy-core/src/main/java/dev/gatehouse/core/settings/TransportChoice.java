package dev.gatehouse.core.settings;

/** How sockets are driven. */
@Doc("How sockets are driven; auto: epoll, or NIO where there is none.")
public enum TransportChoice implements Choice {
  AUTO,
  IO_URING,
  EPOLL,
  NIO;

  @Override
  public String word() {
    return this == IO_URING ? "io_uring" : Choice.super.word();
  }
}
