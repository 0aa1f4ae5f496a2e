package dev.gatehouse.core.transport.journey;

import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.transport.http1.WireText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the fuzz targets begin with: the bytes and messages of the cases. */
final class Seeds {
  private static final int LARGEST = 2000;

  private Seeds() {}

  /** The bytes that stand behind {@code arrow} in {@code file}, one seed a case. */
  static Stream<Arguments> bytes(String file, String arrow) {
    List<Arguments> seeds = new ArrayList<>();
    for (CaseTable.Case of : CaseTable.read(Seeds.class, file)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (String line : of.all(arrow)) {
        if (line.startsWith("\"")) {
          all.writeBytes(WireText.unescape(line.substring(1, line.length() - 1)));
        }
      }
      if (all.size() > 0 && all.size() < LARGEST) {
        seeds.add(Arguments.of((Object) all.toByteArray()));
      }
    }
    return seeds.stream();
  }

  /** The first request of each case as lines of text, in octets that UTF-8 does not have. */
  static Stream<Arguments> requests(String file) {
    List<Arguments> seeds = new ArrayList<>();
    for (CaseTable.Case of : CaseTable.read(Seeds.class, file)) {
      String lines = String.join("\u00ff", of.all(">"));
      byte[] seed = WireText.unescape(lines);
      if (seed.length < LARGEST && !lines.startsWith("\"")) {
        seeds.add(Arguments.of((Object) seed));
      }
    }
    return seeds.stream();
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
