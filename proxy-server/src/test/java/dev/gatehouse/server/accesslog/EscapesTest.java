package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EscapesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Octets that mean something to quotes, lines, terminals and UTF-8. */
  private static final int[] AWKWARD = {
    '"', '\\', '\n', '\r', '\t', 0, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1,
    0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff, 'a', ' ', '/'
  };

  @Test
  void keepsEveryJsonStringInsideItsQuotesAndReadableAsItsOctets() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String octets = awkward(random);
      String line = escaped(Escapes::jsonOctets, octets);
      assertHarmless(line);
      assertThat(JSON.readValue('"' + line + '"', String.class))
          .as(line)
          .isEqualTo(meaning(octets));
    }
  }

  @Test
  void keepsTextOfAnyCharactersInsideItsQuotes() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
      }
      String line = escaped(Escapes::jsonText, text.toString());
      assertHarmless(line);
      assertThat(JSON.readValue('"' + line + '"', String.class))
          .isEqualTo(withoutLoneSurrogates(text.toString()));
    }
  }

  @Test
  void writesPrintableAsciiOnlyInTheCombinedFormat() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      String octets = awkward(random);
      String line = escaped(Escapes::combinedOctets, octets);
      assertThat(line).matches("([ !#-\\[\\]-~]|\\\\x[0-9a-f]{2})*");
      assertThat(unescapedHex(line)).isEqualTo(octets);
    }
  }

  @Test
  void leavesUsualValuesAsTheyAre() {
    String agent = "Mozilla/5.0 (X11; Linux x86_64) it's ~";
    assertThat(escaped(Escapes::jsonOctets, agent)).isEqualTo(agent);
    assertThat(escaped(Escapes::jsonText, agent)).isEqualTo(agent);
    assertThat(escaped(Escapes::combinedOctets, agent)).isEqualTo(agent);
  }

  @Test
  void cutsValuesThatAreTooLong() {
    String longest = "x".repeat(Escapes.LONGEST);
    assertThat(escaped(Escapes::jsonOctets, longest)).isEqualTo(longest);
    assertThat(escaped(Escapes::jsonOctets, longest + "y")).isEqualTo(longest + "...");
    assertThat(escaped(Escapes::jsonText, longest + "y")).isEqualTo(longest + "...");
    assertThat(escaped(Escapes::combinedOctets, longest + "y")).isEqualTo(longest + "...");
    String worst = "\u001b".repeat(3 * Escapes.LONGEST);
    assertThat(escaped(Escapes::jsonOctets, worst)).hasSize(6 * Escapes.LONGEST + 3);
  }

  private static void assertHarmless(String line) {
    assertThat(line.chars().noneMatch(c -> c < 0x20 || (c >= 0x7f && c < 0xa0))).as(line).isTrue();
  }

  private static String awkward(Random random) {
    StringBuilder octets = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      int octet =
          random.nextInt(4) == 0 ? random.nextInt(256) : AWKWARD[random.nextInt(AWKWARD.length)];
      octets.append((char) octet);
    }
    return octets.toString();
  }

  /** What octets stand for, found out slowly with the JDK's decoder. */
  private static String meaning(String octets) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < octets.length(); ) {
      int length = 1;
      String character = octets.substring(at, at + 1);
      for (int tried = 2; tried <= 4 && at + tried <= octets.length(); tried++) {
        String decoded = decode(octets.substring(at, at + tried));
        if (decoded.codePointCount(0, decoded.length()) == 1) {
          length = tried;
          character = decoded;
        }
      }
      text.append(character);
      at += length;
    }
    return text.toString();
  }

  private static String decode(String octets) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      return "";
    }
  }

  private static String withoutLoneSurrogates(String text) {
    return text.codePoints()
        .map(c -> c >= 0xd800 && c < 0xe000 ? 0xfffd : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String unescapedHex(String line) {
    StringBuilder octets = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        octets.append((char) Integer.parseInt(line.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        octets.append(line.charAt(i));
      }
    }
    return octets.toString();
  }

  private static String escaped(BiConsumer<String, LineBuffer> escape, String value) {
    LineBuffer line = new LineBuffer();
    escape.accept(value, line);
    String text = new String(line.bytes(), 0, line.length(), UTF_8);
    assertThat(text.getBytes(UTF_8)).as("valid UTF-8").hasSize(line.length());
    return text;
  }
}
