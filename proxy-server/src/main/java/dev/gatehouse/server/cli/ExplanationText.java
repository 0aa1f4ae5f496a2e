package dev.gatehouse.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What becomes of a request, as lines for people: of the JSON that {@code GET /api/v1/explain}
 * answers, wherever it was made.
 */
record ExplanationText(PrintWriter out) {
  void print(JsonNode json) {
    JsonNode asked = json.path("request");
    line("request", text(asked, "method") + " " + text(asked, "url"));
    line("listener", text(asked, "listener") + " (" + text(asked, "through") + ")");
    JsonNode client = json.path("client");
    line("client", text(client, "address"));
    client.path("why").forEach(why -> line("", why.asString()));
    JsonNode refused = json.path("refused");
    if (json.path("route").isNull()) {
      line("route", "none: the answer is " + answer(refused));
    } else {
      line("route", text(json, "route"));
      filters(json.path("filters"));
      cache(json.path("cache"));
      if (refused.isNull()) {
        target(json);
      } else {
        line("refused", "by " + text(refused, "by") + ": the answer is " + answer(refused));
      }
    }
    candidates(json);
  }

  private void line(String label, String text) {
    out.printf("%-9s %s%n", label, text);
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asString();
  }

  private static String answer(JsonNode refused) {
    String why = text(refused, "why");
    String reason = text(refused, "reason");
    return text(refused, "status") + ", " + reason + (why.equals(reason) ? "" : " (" + why + ")");
  }

  private void filters(JsonNode filters) {
    String label = "filters";
    for (JsonNode each : filters) {
      line(label, String.format("%-13s %s", text(each, "filter"), text(each, "does")));
      label = "";
    }
  }

  private void cache(JsonNode cache) {
    if (cache.hasNonNull("key")) {
      String label = "cache key";
      for (String part : text(cache, "key").split("\n", -1)) {
        line(label, part);
        label = "";
      }
    }
  }

  private void target(JsonNode json) {
    JsonNode target = json.path("target");
    if (target.hasNonNull("status")) {
      String to = target.hasNonNull("location") ? ", to " + text(target, "location") : "";
      line("answer", text(target, "status") + ", " + text(target, "kind") + to);
    }
    if (text(target, "kind").equals("split")) {
      String label = "split";
      for (JsonNode note : target.path("notes")) {
        line(label, note.asString());
        label = "";
      }
    }
    json.path("pools").forEach(this::pool);
    JsonNode sent = json.path("sent");
    if (!sent.isNull()) {
      line(
          "sent",
          text(sent, "method") + " " + text(sent, "target") + ", host " + text(sent, "host"));
      sent.path("headers").forEach(field -> line("", field.asString()));
    }
    String label = "terms";
    for (JsonNode term : json.path("terms")) {
      line(label, term.asString());
      label = "";
    }
  }

  private void pool(JsonNode pool) {
    String share =
        pool.path("share").isNull()
            ? ""
            : String.format(Locale.ROOT, "%.2f%%, ", pool.path("share").asDouble());
    boolean sure = pool.path("chosen").asBoolean() && !share.isEmpty();
    line(
        "pool",
        text(pool, "pool")
            + ": "
            + share
            + (sure ? "and surely this one; " : "")
            + text(pool, "balancer")
            + ": "
            + text(pool, "choice"));
    for (JsonNode each : pool.path("backends")) {
      line("", (isPicked(pool, each) ? "> " : "  ") + member(each));
    }
  }

  private static boolean isPicked(JsonNode pool, JsonNode member) {
    return pool.hasNonNull("backend") && text(pool, "backend").equals(text(member, "backend"));
  }

  private static String member(JsonNode member) {
    if (member.path("standing").isNull()) {
      return text(member, "backend");
    }
    List<String> words = new ArrayList<>();
    words.add(text(member, "standing"));
    if (!text(member, "why").isEmpty()) {
      words.add(text(member, "why"));
    }
    words.add(text(member, "requests") + " requests now");
    return text(member, "backend")
        + " at "
        + text(member, "address")
        + ": "
        + String.join(", ", words);
  }

  private void candidates(JsonNode json) {
    out.println();
    json.path("candidates")
        .forEach(step -> out.printf("  %s: %s%n", text(step, "route"), text(step, "why")));
    int more = json.path("more").asInt();
    if (more > 0) {
      out.printf("  and %d more, for other hosts or paths; --all shows them%n", more);
    }
  }
}
