package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What a configuration would change, as lines for people. */
record PlanText(PrintWriter out) {
  private static final String NOTHING = "no difference";

  void print(JsonNode plan) {
    JsonNode difference = plan.path("difference");
    for (String section : List.of("routes", "pools", "listeners")) {
      section(section, difference.path(section));
    }
    line("settings", listed(difference.path("settings"), NOTHING));
    plan.path("restart")
        .forEach(each -> line("restart", each.asString() + " changes with a restart only"));
    out.println();
    effect(plan.path("effect"));
    plan.path("unknown")
        .forEach(each ->
            line(
                "unknown",
                each.asString()
                    + " was not remembered of requests, and is taken for absent (plan.headers)"));
    if (plan.path("tooLong").asLong() > 0) {
      line("left out", plan.path("tooLong").asLong() + " requests that were too long");
    }
    plan.path("warnings").forEach(each -> line("warning", each.asString()));
  }

  private void line(String label, String text) {
    out.printf("%-9s %s%n", label, text);
  }

  private void section(String name, JsonNode section) {
    List<String> lines = new ArrayList<>();
    section.path("added").forEach(each -> lines.add("+ " + each.asString()));
    section.path("removed").forEach(each -> lines.add("- " + each.asString()));
    section
        .path("changed")
        .forEach(each ->
            lines.add("~ " + each.path("name").asString() + " " + listed(each.path("keys"), "")));
    line(name, lines.isEmpty() ? NOTHING : lines.getFirst());
    lines.stream().skip(1).forEach(each -> line("", each));
  }

  private static String listed(JsonNode texts, String none) {
    List<String> all = new ArrayList<>();
    texts.forEach(each -> all.add(each.asString()));
    return all.isEmpty() ? none : String.join(", ", all);
  }

  private void effect(JsonNode effect) {
    int requests = effect.path("requests").asInt();
    if (requests == 0) {
      line("effect", "unknown: no request has come, or none is remembered (plan.requests)");
      return;
    }
    line(
        "effect",
        String.format(
            Locale.ROOT,
            "on the last %d requests, which came within %.0f s:",
            requests,
            effect.path("seconds").asDouble()));
    count(effect, "same", requests, "would go where they went");
    count(effect, "edited", requests, "of these by a route that is changed");
    count(effect, "route", requests, "would take another route to the same target");
    count(effect, "target", requests, "would get another target");
    count(effect, "lost", requests, "would get 404, and had a route");
    count(effect, "found", requests, "would have a route, and got 404");
    for (JsonNode move : effect.path("moves")) {
      out.println();
      line(
          move.path("kind").asString(),
          move.path("requests").asInt()
              + ": "
              + move.path("from").asString()
              + " -> "
              + move.path("to").asString());
      move.path("examples").forEach(each -> line("", "  " + each.asString()));
    }
  }

  private void count(JsonNode effect, String kind, int all, String words) {
    int count = effect.path(kind).asInt();
    if (count > 0 || kind.equals("same")) {
      line("", String.format(Locale.ROOT, "%6.2f%%  %d %s", 100.0 * count / all, count, words));
    }
  }
}
