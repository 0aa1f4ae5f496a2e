package dev.gatehouse.server.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where lines end up: the standard output, or a file that is opened anew when its name stands for
 * another one. Confined to the writer's thread once it is made.
 */
final class LogOutput {
  private final @Nullable Path path;
  private FileChannel channel;
  private @Nullable Object identity;

  private LogOutput(@Nullable Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** The standard output; never closed. */
  @SuppressWarnings("resource") // the process owns it
  static LogOutput stdout() {
    return new LogOutput(null, new FileOutputStream(FileDescriptor.out).getChannel());
  }

  /** The file at {@code path}, made if there is none, and appended to. */
  static LogOutput file(Path path) throws IOException {
    LogOutput output = new LogOutput(path, append(path));
    output.identity = identity(path);
    return output;
  }

  /** Writes what remains in {@code lines}, and returns how many bytes it took before it failed. */
  long write(ByteBuffer[] lines) throws IOException {
    return channel.write(lines);
  }

  /** Opens the file anew if it was renamed or removed; keeps to the old one if that fails. */
  void follow() throws IOException {
    Path file = path;
    if (file != null && !sameFile(file)) {
      reopen();
    }
  }

  /** Opens the file anew in any case; keeps to the old one if that fails. */
  void reopen() throws IOException {
    Path file = path;
    if (file != null) {
      FileChannel old = channel;
      channel = append(file);
      identity = identity(file);
      old.close();
    }
  }

  void close() throws IOException {
    if (path != null) {
      channel.close();
    }
  }

  @Override
  public String toString() {
    return path == null ? "stdout" : path.toString();
  }

  private boolean sameFile(Path file) throws IOException {
    Object now = identity(file);
    return now != null && now.equals(identity);
  }

  private static FileChannel append(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /**
   * What tells the file at {@code path} from another one of that name; null if there is no file.
   */
  private static @Nullable Object identity(Path path) throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path : key; // a system without file keys lets nobody rename an open file
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
