package dev.gatehouse.server.reload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A text in a tenth of its room or less: a configuration may have megabytes, repeats itself much,
 * and is kept for a day when somebody wants it back. Immutable.
 */
final class PackedText {
  private final byte[] packed;

  private PackedText(byte[] packed) {
    this.packed = packed;
  }

  static PackedText of(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, fast)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    } finally {
      fast.end();
    }
    return new PackedText(packed.toByteArray());
  }

  String text() {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says whether the other is of the same text. */
  boolean isSame(PackedText other) {
    return Arrays.equals(packed, other.packed);
  }
}
