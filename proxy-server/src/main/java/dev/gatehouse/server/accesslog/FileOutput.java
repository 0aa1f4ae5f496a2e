package dev.gatehouse.server.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that lines are appended to. It is opened anew when its name stands for another one, and
 * renamed when it is large enough.
 */
final class FileOutput implements LogOutput {
  private static final Logger LOG = LoggerFactory.getLogger(FileOutput.class);

  private final Path path;
  private final @Nullable RotateSettings rotate;
  private FileChannel channel;
  private @Nullable Object identity;
  private boolean withinLine;

  /** How large the file is to be before it is renamed. */
  private long most;

  private FileOutput(Path path, @Nullable RotateSettings rotate) throws IOException {
    this.path = path;
    this.rotate = rotate;
    this.most = most(rotate);
    this.channel = append(path);
    this.identity = identity(path);
  }

  /**
   * Opens the file at {@code path}, made if there is none.
   *
   * @param rotate when it is renamed; null: never
   */
  static FileOutput open(Path path, @Nullable RotateSettings rotate) throws IOException {
    return new FileOutput(path, rotate);
  }

  @Override
  public long write(ByteBuffer[] lines) throws IOException {
    if (!withinLine && channel.size() >= most) {
      begin();
    }
    long written = channel.write(lines);
    withinLine = lines[lines.length - 1].hasRemaining() || lines[0].hasRemaining();
    return written;
  }

  /** Begins a new file; if that fails, goes on with this one until it has grown as much again. */
  private void begin() {
    try {
      if (rotate != null && sameFile()) { // else another process has just renamed it
        Rotation.shift(path, rotate.keep());
      }
      reopen();
    } catch (IOException e) {
      most += most(rotate);
      LOG.warn("the access log {} grows on, it cannot be rotated: {}", path, e.toString());
    }
  }

  @Override
  public void follow() throws IOException {
    if (!sameFile()) {
      reopen();
    }
  }

  @Override
  public void reopen() throws IOException {
    FileChannel old = channel;
    channel = append(path);
    identity = identity(path);
    most = most(rotate);
    old.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static long most(@Nullable RotateSettings rotate) {
    return rotate == null ? Long.MAX_VALUE : rotate.size().bytes();
  }

  private boolean sameFile() throws IOException {
    Object now = identity(path);
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
