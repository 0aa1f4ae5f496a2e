package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.http.TrailerFields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of chunked content (RFC 9112 §7.1): sizes are bare hexadecimal digits, every
 * line ends in CRLF, extensions are dropped and bounded, trailers are field lines within bounds.
 * One per message.
 *
 * <p>{@link #next} walks the input: it returns the number of content bytes that stand at the reader
 * index, and the caller takes them; or says that it needs more, is done, or refuses.
 */
final class ChunkDecoder {
  /** All input was read and the content goes on. */
  static final int MORE = 0;

  /** The content has ended; what follows is not its. */
  static final int END = -1;

  /** Not chunked content as RFC 9112 §7.1 has it. */
  static final int BAD = -2;

  /** The trailer section is not well-formed or too large. */
  static final int BAD_TRAILER = -3;

  /** The room that {@link #next} needs. */
  static final int SCRATCH = 8 * 1024;

  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_EXTENSION = 256;
  private static final int MAX_EXTENSIONS_IN_ALL = 16 * 1024;
  private static final int MAX_TRAILER_BYTES = SCRATCH;
  private static final int MAX_TRAILER_FIELDS = 32;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    DONE
  }

  private State state = State.SIZE;
  private long size;
  private int digits;
  private int extension;
  private int extensions;
  private int scanned;
  private @Nullable Headers trailers;

  /** What may be passed on of the trailer section, after {@link #END}; null if that is nothing. */
  @Nullable Headers trailers() {
    return trailers;
  }

  /**
   * Reads framing from {@code in} up to content.
   *
   * @param scratch {@link #SCRATCH} bytes for a trailer section
   * @return a number above 0: so many bytes at the reader index are content, to be taken by the
   *     caller before the next call; or {@link #MORE}, {@link #END}, {@link #BAD}, {@link
   *     #BAD_TRAILER}
   */
  int next(ByteBuf in, byte[] scratch) {
    while (in.isReadable()) {
      switch (state) {
        case DATA -> {
          return data(in);
        }
        case TRAILER -> {
          return trailer(in, scratch);
        }
        case DONE -> {
          return END;
        }
        default -> {
          if (!framing(in.readByte())) {
            return BAD;
          }
        }
      }
    }
    return state == State.DONE ? END : MORE;
  }

  private int data(ByteBuf in) {
    int taken = (int) Math.min(size, in.readableBytes());
    size -= taken;
    if (size == 0) {
      state = State.DATA_CR;
    }
    return taken;
  }

  private boolean framing(byte octet) {
    return switch (state) {
      case SIZE -> size(octet);
      case EXTENSION -> extension(octet);
      case SIZE_LF -> {
        state = size == 0 ? State.TRAILER : State.DATA;
        digits = 0;
        extension = 0;
        yield octet == '\n';
      }
      case DATA_CR -> {
        state = State.DATA_LF;
        yield octet == '\r';
      }
      case DATA_LF -> {
        state = State.SIZE;
        yield octet == '\n';
      }
      case DATA, TRAILER, DONE ->
          throw new IllegalStateException("chunk state: " + state + " (expected: a framing state)");
    };
  }

  private boolean size(byte octet) {
    int digit = Character.digit((char) (octet & 0x7f), 16);
    if (octet > 0 && digit >= 0) {
      size = size * 16 + digit;
      return ++digits <= MAX_SIZE_DIGITS;
    }
    if (digits == 0) {
      return false;
    }
    if (octet == '\r') {
      state = State.SIZE_LF;
      return true;
    }
    state = State.EXTENSION;
    return octet == ';';
  }

  private boolean extension(byte octet) {
    if (octet == '\r') {
      state = State.SIZE_LF;
      return true;
    }
    extensions++;
    return ++extension <= MAX_EXTENSION
        && extensions <= MAX_EXTENSIONS_IN_ALL
        && Tokens.isValueOctet(octet);
  }

  private int trailer(ByteBuf in, byte[] scratch) {
    int length = Math.min(in.readableBytes(), MAX_TRAILER_BYTES);
    int start = in.readerIndex();
    boolean lineEnd = in.indexOf(start + scanned, start + length, (byte) '\n') >= 0;
    scanned = length;
    if (!lineEnd && length < MAX_TRAILER_BYTES) {
      return MORE;
    }
    in.getBytes(in.readerIndex(), scratch, 0, length);
    Headers section = new Headers();
    int end = FieldParser.parse(scratch, 0, length, MAX_TRAILER_FIELDS, section);
    if (end < 0 || (end == FieldParser.MORE && length == MAX_TRAILER_BYTES)) {
      return BAD_TRAILER;
    }
    if (end == FieldParser.MORE) {
      return MORE;
    }
    in.skipBytes(end);
    state = State.DONE;
    trailers = TrailerFields.passable(section);
    return END;
  }
}
