package dev.gatehouse.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a server has answered to a scrape: the names of its series, each with its labels and their
 * values.
 *
 * @param series by name, the labels that occur and their values
 */
record Scrape(String text, Map<String, Map<String, Set<String>>> series) {
  private static final Pattern LINE =
      Pattern.compile("^([a-z_:A-Z0-9]+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
  private static final Pattern LABEL =
      Pattern.compile("([a-z_A-Z0-9]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  static Scrape of(String text) {
    Map<String, Map<String, Set<String>>> series = new LinkedHashMap<>();
    for (MatchResult line : LINE.matcher(text).results().toList()) {
      Map<String, Set<String>> labels =
          series.computeIfAbsent(line.group(1), _ -> new LinkedHashMap<>());
      String given = line.group(2) == null ? "" : line.group(2);
      LABEL
          .matcher(given)
          .results()
          .forEach(label ->
              labels.computeIfAbsent(label.group(1), _ -> new TreeSet<>()).add(label.group(2)));
    }
    return new Scrape(text, series);
  }

  /** The lines of the kind {@code # TYPE name type}, as name and type. */
  List<String[]> types() {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.substring("# TYPE ".length()).split(" "))
        .toList();
  }
}
