package dev.gatehouse.server.config.load;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML as the JSON an editor checks against a schema: references as they are written. */
final class Trees {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Trees() {}

  static JsonNode json(String yaml) {
    Problems problems = new Problems("f");
    Map<String, String> environment = Map.of("PORT", "8081", "TOKEN", "hunter2");
    Substitution substitution = new Substitution(environment, Path.of(""), problems);
    return json(Objects.requireNonNull(new TreeReader(problems, substitution).read(yaml)));
  }

  private static JsonNode json(Node node) {
    return switch (node) {
      case Node.Entries entries -> {
        ObjectNode object = JSON.objectNode();
        entries.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
        yield object;
      }
      case Node.Items items -> {
        ArrayNode array = JSON.arrayNode();
        items.items().forEach(item -> array.add(json(item.node())));
        yield array;
      }
      case Node.Scalar scalar -> scalar(scalar);
      case Node.Broken broken -> throw new AssertionError(broken.position());
    };
  }

  private static JsonNode scalar(Node.Scalar scalar) {
    String text = scalar.written();
    if (!scalar.plain()) {
      return JSON.stringNode(text);
    } else if (scalar.isNull()) {
      return JSON.nullNode();
    } else if (text.matches("-?[0-9]{1,18}")) {
      return JSON.numberNode(Long.parseLong(text));
    } else if (text.matches("-?[0-9]*\\.[0-9]+")) {
      return JSON.numberNode(Double.parseDouble(text));
    }
    return text.equals("true") || text.equals("false")
        ? JSON.booleanNode(text.equals("true"))
        : JSON.stringNode(text);
  }
}
