package dev.gatehouse.server.e2e.cachetests;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A request of a case: what the client sends, what the origin answers, and what is expected. */
record Step(JsonNode node) {
  /** A member of a list of fields: a name, or an array of a name, a value and more. */
  record Item(JsonNode node) {
    boolean nameOnly() {
      return node.isString();
    }

    String name() {
      return nameOnly() ? node.asString() : node.get(0).asString();
    }

    /** In lower case. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    JsonNode part(int index) {
      return node.get(index);
    }

    int parts() {
      return nameOnly() ? 1 : node.size();
    }
  }

  boolean has(String member) {
    return node.has(member);
  }

  /** True if the member is there and true. */
  boolean is(String member) {
    return node.path(member).asBoolean(false);
  }

  /** The text of a member that is there. */
  String text(String member) {
    return node.get(member).asString();
  }

  JsonNode get(String member) {
    return node.get(member);
  }

  /** The members of a list; none if it is not there. */
  List<Item> items(String member) {
    List<Item> items = new ArrayList<>();
    node.path(member).forEach(item -> items.add(new Item(item)));
    return items;
  }

  String method() {
    return node.path("request_method").asString("GET");
  }

  /** What stands behind the token in the URL. */
  String tail() {
    return (has("filename") ? "/" + text("filename") : "")
        + (has("query_arg") ? "?" + text("query_arg") : "");
  }

  /** Whether {@code check} only prepares what the case is about. */
  boolean isSetup(String check) {
    if (is("setup")) {
      return true;
    }
    for (JsonNode each : node.path("setup_tests")) {
      if (each.asString().equals(check)) {
        return true;
      }
    }
    return false;
  }

  /** What {@code expected_type} says, empty if nothing. */
  String expectedType() {
    return node.path("expected_type").asString("");
  }
}
