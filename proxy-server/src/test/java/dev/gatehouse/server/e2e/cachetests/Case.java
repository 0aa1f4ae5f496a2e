package dev.gatehouse.server.e2e.cachetests;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A case of the suite.
 *
 * @param depends the cases without whose success this one says nothing
 */
record Case(String id, String name, Kind kind, List<String> depends, List<Step> steps) {
  /** What it means to pass it. */
  enum Kind {
    REQUIRED("required"),
    OPTIMAL("optional"),
    CHECK("behaviour");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** For tables. */
    String title() {
      return title;
    }
  }

  /** True if it is about what is used again. */
  boolean reuses() {
    return pauses().contains(true)
        && steps.stream().anyMatch(step -> step.expectedType().matches("cached|.*_validated"));
  }

  /** Behind which of its steps it waits. */
  List<Boolean> pauses() {
    return steps.stream().map(step -> step.is("pause_after")).toList();
  }

  static Case of(JsonNode node) {
    List<String> depends = new ArrayList<>();
    node.path("depends_on").forEach(id -> depends.add(id.asString()));
    List<Step> steps = new ArrayList<>();
    node.get("requests").forEach(step -> steps.add(new Step(step)));
    Kind kind =
        switch (node.path("kind").asString("required")) {
          case "required" -> Kind.REQUIRED;
          case "optimal" -> Kind.OPTIMAL;
          case "check" -> Kind.CHECK;
          default -> throw new IllegalArgumentException(node.toString());
        };
    return new Case(node.get("id").asString(), node.get("name").asString(), kind, depends, steps);
  }
}
