package dev.gatehouse.server.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The standard output of the process; never closed. */
final class StandardOutput implements LogOutput {
  @SuppressWarnings("resource") // the process owns it
  private final FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();

  @Override
  public long write(ByteBuffer[] lines) throws IOException {
    return channel.write(lines);
  }

  @Override
  public String toString() {
    return "stdout";
  }
}
