package dev.gatehouse.cache.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.Lifetime;
import dev.gatehouse.cache.semantics.Vary;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The terms of a response and its header section as the octets that go to disk with its content.
 *
 * @param terms by which it may answer
 * @param lines its header section, as {@link HeaderLines} has it
 */
@SuppressWarnings("ArrayRecordComponent") // lent and not compared
record TermsForm(Terms terms, byte[] lines) {
  private static final int VERSION = 1;
  private static final int ABSENT = -1;

  /** The octets. */
  byte[] encode() {
    ByteBuf to = Unpooled.buffer(256 + lines.length);
    to.writeByte(VERSION).writeShort(terms.status());
    to.writeLong(terms.received()).writeLong(terms.born());
    to.writeLong(terms.lifetime().millis());
    write(to, terms.lifetime().source().name());
    write(to, terms.control().text());
    to.writeBoolean(terms.vary().any());
    write(to, terms.vary().names());
    write(to, terms.selectors());
    write(to, terms.tags());
    to.writeInt(lines.length).writeBytes(lines);
    return ByteBufUtil.getBytes(to);
  }

  /** Reads them; null: they are of another version, or none. */
  static @Nullable TermsForm decode(byte[] octets) {
    ByteBuf from = Unpooled.wrappedBuffer(octets);
    try {
      if (from.readByte() != VERSION) {
        return null;
      }
      int status = from.readUnsignedShort();
      long received = from.readLong();
      long born = from.readLong();
      Lifetime lifetime = new Lifetime(from.readLong(), Lifetime.Source.valueOf(word(from)));
      CacheControl control = CacheControl.parse(text(from));
      Vary vary = new Vary(from.readBoolean(), words(from));
      List<@Nullable String> selectors = texts(from);
      List<String> tags = words(from);
      byte[] lines = new byte[from.readInt()];
      from.readBytes(lines);
      return new TermsForm(
          new Terms(status, received, born, lifetime, control, vary, selectors, tags), lines);
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | NegativeArraySizeException notThem) {
      return null; // written by another version, whose checksums are right all the same
    }
  }

  private static void write(ByteBuf to, @Nullable String text) {
    if (text == null) {
      to.writeInt(ABSENT);
    } else {
      byte[] bytes = text.getBytes(UTF_8);
      to.writeInt(bytes.length).writeBytes(bytes);
    }
  }

  private static void write(ByteBuf to, List<? extends @Nullable String> texts) {
    to.writeInt(texts.size());
    texts.forEach(text -> write(to, text));
  }

  private static @Nullable String text(ByteBuf from) {
    int length = from.readInt();
    return length == ABSENT ? null : from.readString(length, UTF_8);
  }

  private static String word(ByteBuf from) {
    String text = text(from);
    if (text == null) {
      throw new IllegalArgumentException("absent (expected: a word)");
    }
    return text;
  }

  private static List<@Nullable String> texts(ByteBuf from) {
    List<@Nullable String> texts = new ArrayList<>();
    for (int i = from.readInt(); i > 0; i--) {
      texts.add(text(from));
    }
    return texts;
  }

  private static List<String> words(ByteBuf from) {
    List<String> words = new ArrayList<>();
    for (int i = from.readInt(); i > 0; i--) {
      words.add(word(from));
    }
    return List.copyOf(words);
  }
}
