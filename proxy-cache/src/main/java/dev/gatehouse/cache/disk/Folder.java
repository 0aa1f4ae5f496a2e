package dev.gatehouse.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a store: one file per segment, named by its number, and a file that whoever uses
 * the folder holds locked. Files with other names are not its business. Confined to the thread that
 * writes.
 */
final class Folder implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.segment");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private Folder(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Makes the folder if need be, and takes its lock, or fails if another process has it. */
  static Folder open(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, forOwner(path, "rwx------"));
    }
    FileChannel file =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = tryLock(file);
    } finally {
      if (lock == null) {
        file.close();
      }
    }
    if (lock == null) {
      throw new IOException(path + " is in use by another process");
    }
    return new Folder(path, file, lock);
  }

  /** What is stored may be for the eyes of clients only that have sent certain fields. */
  private static FileAttribute<?>[] forOwner(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another store of this process, which may be about to go
    }
  }

  /** The numbers of the segments there are, from the oldest to the newest. */
  List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (Stream<Path> files = Files.list(path)) {
      files.forEach(file -> {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          numbers.add(Long.parseUnsignedLong(name.group(1), 16));
        }
      });
    }
    numbers.sort(Long::compareUnsigned);
    return numbers;
  }

  /**
   * Opens the segment of this number for reading, and its newest records for more to come behind
   * them.
   *
   * @return null: the file is none, or one of another version
   */
  @Nullable Segment load(long number, int capacity, Consumer<Segment> freed) throws IOException {
    FileChannel file =
        FileChannel.open(file(number), StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = null;
    try {
      long bytes = file.size();
      ByteBuffer first = ByteBuffer.allocate(SegmentHead.BYTES);
      while (first.hasRemaining() && file.read(first, first.position()) > 0) {
        // until it is full or the file ends
      }
      SegmentHead head = SegmentHead.decode(first.flip());
      if (head != null && head.number() == number && bytes <= Integer.MAX_VALUE) {
        segment = new Segment(head, file, (int) bytes, Math.max(capacity, (int) bytes), freed);
      }
      return segment;
    } finally {
      if (segment == null) {
        file.close();
      }
    }
  }

  /** Makes an empty segment. */
  Segment create(long number, int capacity, Consumer<Segment> freed) throws IOException {
    FileChannel file =
        FileChannel.open(
            file(number),
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE),
            forOwner(path, "rw-------"));
    Segment segment = null;
    try {
      SegmentHead head = new SegmentHead(number, RANDOM.nextLong());
      ByteBuffer bytes = head.encode();
      while (bytes.hasRemaining()) {
        file.write(bytes, bytes.position());
      }
      segment = new Segment(head, file, SegmentHead.BYTES, capacity, freed);
      return segment;
    } finally {
      if (segment == null) {
        file.close();
      }
    }
  }

  /** Takes away the segment's file; who has it open keeps what is in it. */
  void delete(long number) throws IOException {
    Files.deleteIfExists(file(number));
  }

  /** The bytes that the disk has left for this process. */
  long usable() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  private Path file(long number) {
    return path.resolve(String.format(Locale.ROOT, "%016x.segment", number));
  }

  /** Lets go of the lock. */
  @Override
  public void close() throws IOException {
    try (lockFile) {
      lock.release();
    }
  }
}
