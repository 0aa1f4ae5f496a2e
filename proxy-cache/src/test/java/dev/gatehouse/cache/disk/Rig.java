package dev.gatehouse.cache.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.core.settings.ByteSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A store whose work is done on the spot, in a time that the test lets pass. */
final class Rig implements AutoCloseable {
  static final int SEGMENT = 4096;

  final Path path;
  final List<String> found = new ArrayList<>();
  final List<String> gone = new ArrayList<>();
  final List<String> hot = new ArrayList<>();

  /** Keys that were said to be gone while the store still had something of them. */
  final List<String> left = new ArrayList<>();

  final DiskStore store;
  private long nanos;

  /** Opens a store of 8 segments of 4 KiB. */
  Rig(Path path) {
    this(path, new Bounds(8L * SEGMENT, SEGMENT, 1000), Segment.Output.DISK);
  }

  Rig(Path path, Bounds bounds, Segment.Output output) {
    this.path = path;
    DiskContents contents =
        new DiskContents() {
          @Override
          public void found(String key, long variant, byte[] meta) {
            found.add(key + "=" + new String(meta, UTF_8));
          }

          @Override
          public void gone(String key) {
            gone.add(key);
            if (store.has(key)) {
              left.add(key);
            }
          }

          @Override
          public boolean isHot(String key) {
            return hot.contains(key);
          }
        };
    DiskThreads threads = new DiskThreads(Runnable::run, Runnable::run, () -> nanos, () -> {});
    DiskSettings settings = new DiskSettings(path, ByteSize.ofMiB(16));
    this.store = new DiskStore(settings, bounds, contents, threads, output);
    store.start();
  }

  void put(String key, String content) {
    put(key, 0, content);
  }

  void put(String key, long variant, String content) {
    byte[] bytes = content.getBytes(ISO_8859_1);
    ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length));
    buffer.writeBytes(bytes);
    store.put(key, variant, meta(content).getBytes(UTF_8), buffer);
    buffer.release();
  }

  private static String meta(String content) {
    return "meta of " + (content.length() <= 20 ? content : "one of " + content.hashCode());
  }

  /** The contents of all variants, the newest first. */
  List<String> get(String key) {
    List<String> all = new ArrayList<>();
    store.find(
        key,
        Runnable::run,
        entries -> {
          for (DiskEntry entry : entries) {
            String content = entry.content().toString(ISO_8859_1);
            entry.content().release();
            boolean right = new String(entry.meta(), UTF_8).equals(meta(content));
            all.add(right ? content : "meta of another");
          }
        });
    return all;
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  /** What a process would find that started on what is in the files now. */
  Path crash(Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : segments(path)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
    return to;
  }

  static List<Path> segments(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
