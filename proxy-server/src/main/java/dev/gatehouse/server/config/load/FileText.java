package dev.gatehouse.server.config.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file, or what keeps it from being read: exactly one of them is there.
 *
 * @param text UTF-8, decoded
 */
record FileText(@Nullable String text, @Nullable Problem problem) {
  private static final long LARGEST_FILE = 16 << 20;

  /** Reads a file of 16 MiB at most. Blocks. */
  static FileText of(Path file) {
    try {
      if (Files.isDirectory(file)) {
        return unreadable(file, "is a directory");
      }
      if (!Files.exists(file)) {
        return unreadable(file, "no such file");
      }
      if (Files.size(file) > LARGEST_FILE) {
        return unreadable(file, "larger than 16MiB");
      }
      byte[] bytes = Files.readAllBytes(file);
      return new FileText(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), null);
    } catch (CharacterCodingException e) {
      return unreadable(file, "is not UTF-8");
    } catch (IOException e) {
      return unreadable(file, "cannot be read: " + Substitution.reason(e));
    }
  }

  private static FileText unreadable(Path file, String reason) {
    return new FileText(null, new Problem(file.toString(), 0, 0, "", reason, null, null));
  }

  /** The folder that relative paths in {@code file} start from. */
  static Path directory(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }
}
