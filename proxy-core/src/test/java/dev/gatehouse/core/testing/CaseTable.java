package dev.gatehouse.core.testing;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Test cases in a text file beside the test class. A line {@code == name} begins a case; every
 * other line is a keyword, a space and a value; {@code #} begins a comment; empty lines are
 * skipped.
 */
public final class CaseTable {
  private CaseTable() {}

  /** What a case does with itself: the body of a test. */
  @FunctionalInterface
  public interface Check {
    void run(Case of);
  }

  /**
   * One case.
   *
   * @param lines the lines between its name and the next case
   */
  public record Case(String name, List<String> lines) {
    /** The values of all lines with this keyword, in order. */
    public List<String> all(String keyword) {
      List<String> values = new ArrayList<>();
      for (String line : lines) {
        if (line.equals(keyword)) {
          values.add("");
        } else if (line.startsWith(keyword + " ")) {
          values.add(line.substring(keyword.length() + 1));
        }
      }
      return values;
    }

    /** The value of the one line with this keyword, or {@code absent} if there is none. */
    public String one(String keyword, String absent) {
      List<String> values = all(keyword);
      if (values.size() > 1) {
        throw new IllegalArgumentException(name + ": more than one line " + keyword);
      }
      return values.isEmpty() ? absent : values.getFirst();
    }

    /** The value of the one line with this keyword. */
    public String one(String keyword) {
      List<String> values = all(keyword);
      if (values.size() != 1) {
        throw new IllegalArgumentException(name + ": expected one line " + keyword);
      }
      return values.getFirst();
    }

    /** The lines with this keyword as a header section, {@code name: value} each. */
    public Headers headers(String keyword) {
      Headers headers = new Headers();
      for (String field : all(keyword)) {
        int colon = field.indexOf(':');
        headers.add(HeaderNames.of(field.substring(0, colon)), field.substring(colon + 1).strip());
      }
      return headers;
    }
  }

  /** One test for each case of {@code file}. */
  public static Stream<DynamicTest> tests(Class<?> beside, String file, Check check) {
    return read(beside, file).stream()
        .map(of -> DynamicTest.dynamicTest(of.name(), () -> check.run(of)));
  }

  /** The cases of {@code file} in the package of {@code beside}. */
  public static List<Case> read(Class<?> beside, String file) {
    List<Case> cases = new ArrayList<>();
    for (String line : text(beside, file).split("\n", -1)) {
      if (line.startsWith("== ")) {
        cases.add(new Case(line.substring(3), new ArrayList<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        cases.getLast().lines().add(line);
      }
    }
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(file + ": no case");
    }
    return cases;
  }

  /** The content of {@code file} in the package of {@code beside}. */
  public static String text(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException(file + ": not found beside " + beside.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
