package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What the timeline says, for people: a table of requests, or the phases of one. */
final class TimelineText {
  private static final List<String> HEADINGS =
      List.of("AT", "KIND", "STATUS", "TOOK", "MOST IN", "ROUTE", "BACKEND", "REQUEST", "ID");
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final int WIDEST_BAR = 40;
  private static final int LONGEST = 60;

  private TimelineText() {}

  /** One line for each request. */
  static void table(JsonNode view, PrintWriter out) {
    JsonNode entries = view.path("entries");
    if (entries.isEmpty()) {
      out.println(
          "nothing: no request that is kept has failed, been refused or taken "
              + time(view.path("slowMicros").asLong()));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    entries.forEach(each -> rows.add(row(each)));
    print(rows, out);
    if (view.path("skipped").asLong() > 0) {
      out.println(view.path("skipped").asString() + " others came too fast and are not kept");
    }
  }

  private static List<String> row(JsonNode entry) {
    String reason = text(entry, "reason");
    return List.of(
        text(entry, "at"),
        text(entry, "kind"),
        entry.path("status").asString() + (reason.isEmpty() ? "" : " " + reason),
        time(entry.path("totalMicros").asLong()),
        longest(entry.path("phases")),
        text(entry, "route"),
        text(entry, "backend"),
        shortened(text(entry, "method") + " " + text(entry, "host") + text(entry, "target")),
        text(entry, "id"));
  }

  private static String longest(JsonNode phases) {
    String name = "";
    long most = -1;
    for (JsonNode phase : phases) {
      long took = phase.path("tookMicros").asLong();
      if (took > most && phase.path("fromMicros").asLong() >= 0) {
        most = took;
        name = text(phase, "name") + " " + time(took);
      }
    }
    return name;
  }

  /** All that is known of one request. */
  static void one(JsonNode entry, PrintWriter out) {
    out.printf(
        "%s %s://%s%s (%s, from %s on listener %s)%n",
        text(entry, "method"),
        text(entry, "scheme"),
        text(entry, "host"),
        text(entry, "target"),
        text(entry, "protocol"),
        text(entry, "client"),
        text(entry, "listener"));
    line(out, "at", text(entry, "at"));
    line(out, "status", entry.path("status").asString());
    String detail = text(entry, "detail");
    line(out, "reason", text(entry, "reason") + (detail.isEmpty() ? "" : ": " + detail));
    line(out, "route", text(entry, "route"));
    line(out, "cache", (text(entry, "cache") + " " + text(entry, "cacheReason")).strip());
    line(out, "no retry", text(entry, "retryRefused"));
    line(out, "trace", text(entry, "trace"));
    out.println();
    long total = entry.path("totalMicros").asLong();
    for (JsonNode phase : entry.path("phases")) {
      phase(phase, entry.path("attempts"), Math.max(1, total), out);
    }
    out.printf("  %-9s %10s%n", "total", time(total));
    long stalled = entry.path("stalledMicros").asLong();
    if (stalled > 0) {
      out.printf("  of which the client did not read for %s%n", time(stalled));
    }
    if (!entry.path("attempts").isEmpty()) {
      out.println();
    }
    int number = 0;
    for (JsonNode attempt : entry.path("attempts")) {
      number++;
      attempt(number, attempt, out);
    }
  }

  private static void phase(JsonNode phase, JsonNode attempts, long total, PrintWriter out) {
    long took = phase.path("tookMicros").asLong();
    int attempt = phase.path("attempt").asInt();
    long from = phase.path("fromMicros").asLong();
    int before = from < 0 ? 0 : (int) (from * WIDEST_BAR / total);
    int width = from < 0 ? 0 : (int) Math.max(1, took * WIDEST_BAR / total);
    String whose = attempt == 0 || attempts.size() < 2 ? "" : " attempt " + attempt;
    String bar = " ".repeat(before) + "#".repeat(width);
    out.println(
        "  %-9s %10s  %s%s".formatted(text(phase, "name"), time(took), bar, whose).stripTrailing());
  }

  private static void attempt(int number, JsonNode attempt, PrintWriter out) {
    out.printf(
        "  attempt %d at %s (pool %s)%s, after %s: %s%s%n",
        number,
        text(attempt, "backend"),
        text(attempt, "pool"),
        attempt.path("hedge").asBoolean() ? ", beside the one before" : "",
        time(attempt.path("fromMicros").asLong()),
        text(attempt, "result"),
        attempt.path("status").asInt() == 0 ? "" : " " + attempt.path("status").asString());
  }

  private static void line(PrintWriter out, String name, String value) {
    if (!value.isEmpty()) {
      out.printf("  %-9s %s%n", name, value);
    }
  }

  /** {@code 12.3 ms}, {@code 4.57 s}. */
  private static String time(long micros) {
    return micros >= MICROS_PER_SECOND
        ? String.format(Locale.ROOT, "%.2f s", micros / MICROS_PER_SECOND)
        : String.format(Locale.ROOT, "%.1f ms", micros / MICROS_PER_MILLI);
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).isNull() ? "" : node.path(key).asString();
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }

  private static void print(List<List<String>> rows, PrintWriter out) {
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
