package dev.gatehouse.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.cache.key.CacheKey;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What a running server's cache knows of a URL, as lines for people. */
final class CacheExplanationText {
  private final PrintWriter out;
  private final PrintWriter err;

  CacheExplanationText(CommandLine command) {
    this.out = command.getOut();
    this.err = command.getErr();
  }

  /** Asks and prints; returns the exit code. */
  int show(AdminClient admin, String url) throws AdminClient.Unreachable {
    AdminClient.Answer answer =
        admin.get("/api/v1/cache/explain?url=" + URLEncoder.encode(url, UTF_8));
    JsonNode json = answer.json();
    if (answer.status() != 200 || json == null) {
      err.println("gatehouse: " + answer.line());
      return ExitCode.INVALID;
    }
    print(json);
    return ExitCode.DONE;
  }

  private void print(JsonNode json) {
    out.println(json.path("url").asString());
    for (JsonNode each : json.path("stored")) {
      stored(each);
    }
    for (JsonNode each : json.path("onDisk")) {
      out.println();
      out.printf("on disk     route %s%s%n", each.path("route").asString(), key(each));
      out.printf(
          "  %d, %d bytes, read when they are asked for%n",
          each.path("responses").asInt(), each.path("bytes").asLong());
    }
    for (JsonNode each : json.path("notStored")) {
      out.println();
      out.printf("not stored  route %s%s%n", each.path("route").asString(), key(each));
      out.printf(
          "  %s (%d s ago): %s%n",
          each.path("reason").asString(),
          each.path("secondsAgo").asLong(),
          each.path("means").asString());
    }
    out.println();
    if (json.path("stored").isEmpty()
        && json.path("onDisk").isEmpty()
        && json.path("notStored").isEmpty()) {
      out.println("Nothing is stored, and no response was refused lately: nobody asked, or it has");
      out.println("had to go, or the route has no cache (explain METHOD URL says which it is).");
    }
    JsonNode purge = json.path("purge");
    out.printf(
        "purge --url would take %d stored, %d bytes%n",
        purge.path("responses").asLong(), purge.path("bytes").asLong());
  }

  private void stored(JsonNode each) {
    out.println();
    out.printf("stored      route %s%s%n", each.path("route").asString(), key(each));
    each.path("selectors")
        .properties()
        .forEach(selector ->
            out.printf(
                "  for         %s: %s%n",
                selector.getKey(),
                selector.getValue().isNull() ? "(absent)" : selector.getValue().asString()));
    out.printf(
        "  response    status %d, %d bytes, in memory%n",
        each.path("status").asInt(), each.path("bytes").asLong());
    field("a part", "", each.path("part"));
    out.printf("  lifetime    %s%n", each.path("freshness").asString());
    out.printf("  age         %s%n", each.path("age").asString());
    each.path("grace").forEach(line -> out.printf("  when stale  %s%n", line.asString()));
    field("backend", "cache-control: ", each.path("cacheControl"));
    field("validator", "etag: ", each.path("etag"));
    field("validator", "last-modified: ", each.path("lastModified"));
    List<String> tags = new ArrayList<>();
    each.path("tags").forEach(tag -> tags.add(tag.asString()));
    if (!tags.isEmpty()) {
      out.printf("  tags        %s%n", String.join(" ", tags));
    }
  }

  private void field(String what, String name, JsonNode value) {
    if (value.isString()) {
      out.printf("  %-11s %s%s%n", what, name, value.asString());
    }
  }

  /** The fields and cookies of a key; cookies stand behind a semicolon there. */
  private static String key(JsonNode each) {
    StringBuilder text = new StringBuilder();
    for (JsonNode line : each.path("key")) {
      String part = line.asString();
      text.append(", ")
          .append(
              part.startsWith(";")
                  ? "cookie " + part.substring(1)
                  : part.equals(CacheKey.PART) ? "a part of it" : part);
    }
    return text.toString();
  }
}
