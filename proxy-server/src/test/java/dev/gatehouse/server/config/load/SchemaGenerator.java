package dev.gatehouse.server.config.load;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Durations;
import dev.gatehouse.core.settings.EmptyByDefault;
import dev.gatehouse.core.settings.TextForm;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of the configuration, made from the very shapes the reader binds by. It
 * accepts whatever the reader accepts; bounds that only constructors know are left to the reader.
 */
final class SchemaGenerator {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String REFERENCE = "\\$\\{.+\\}";

  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  /** Returns the schema of a file whose root is {@code type}. */
  ObjectNode schema(Class<?> type) {
    ObjectNode root = JSON.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Gatehouse configuration");
    root.setAll(record(Shape.of(type)));
    ObjectNode defs = root.putObject("$defs");
    definitions.forEach(defs::set);
    return root;
  }

  private ObjectNode record(Shape shape) {
    ObjectNode object = JSON.objectNode().put("type", "object");
    Doc doc = shape.type().getAnnotation(Doc.class);
    object.put("description", Objects.requireNonNull(doc, shape.type().getName()).value());
    ObjectNode properties = object.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    ArrayNode oneOf = JSON.arrayNode();
    Object sample = Samples.of(shape);
    for (Shape.Part part : shape.parts()) {
      if (part.isInline()) {
        for (Shape alternative : Shape.alternatives((Class<?>) part.type())) {
          Shape.Part only = alternative.parts().getFirst();
          properties.set(only.key(), property(only, null));
          oneOf.addObject().putArray("required").add(only.key());
        }
      } else if (!part.isEntryName()) {
        properties.set(part.key(), property(part, part.required() ? null : part.absent(sample)));
        if (part.required()) {
          required.add(part.key());
        }
        EmptyByDefault made = part.component().getAnnotation(EmptyByDefault.class);
        if (made != null) {
          ArrayNode anyOf = object.putArray("anyOf");
          anyOf.addObject().putArray("required").add(part.key());
          anyOf.addObject().putArray("required").add(made.unless());
        }
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    if (!oneOf.isEmpty()) {
      object.set("oneOf", oneOf);
    }
    return object.put("additionalProperties", false);
  }

  private ObjectNode property(Shape.Part part, @Nullable Object otherwise) {
    ObjectNode property = JSON.objectNode();
    Doc doc = part.component().getAnnotation(Doc.class);
    property.put("description", Objects.requireNonNull(doc, part.key()).value());
    property.setAll(type(part.type()));
    writeDefault(property, otherwise);
    return property;
  }

  private static void writeDefault(ObjectNode property, @Nullable Object value) {
    switch (value) {
      case null -> {}
      case Integer number -> property.put("default", number);
      case Long number -> property.put("default", number);
      case Boolean truth -> property.put("default", truth);
      case Collection<?> list -> {
        ArrayNode items = property.putArray("default");
        list.forEach(item -> items.add(text(item)));
      }
      case Map<?, ?> map -> property.putObject("default");
      default -> {
        if (!Shape.hasKeys(value.getClass())) {
          property.put("default", text(value));
        }
      }
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case Choice choice -> choice.word();
      case Duration duration -> Durations.format(duration);
      default -> value.toString();
    };
  }

  private ObjectNode type(Type type) {
    if (type instanceof ParameterizedType generic) {
      ObjectNode node = JSON.objectNode();
      if (generic.getRawType() == List.class) {
        node.put("type", "array").set("items", type(generic.getActualTypeArguments()[0]));
      } else {
        ObjectNode values = type(generic.getActualTypeArguments()[1]);
        node.put("type", "object").set("additionalProperties", values);
      }
      return node;
    }
    Class<?> plain = (Class<?>) type;
    if (!Shape.hasKeys(plain)) {
      return scalar(plain);
    }
    ArrayNode forms = JSON.arrayNode();
    if (Scalars.isScalar(plain)) {
      forms.add(scalar(plain));
    }
    List<Shape> shapes = plain.isSealed() ? Shape.alternatives(plain) : List.of(Shape.of(plain));
    shapes.forEach(shape -> forms.add(reference(shape)));
    String listKey = Shape.listKey(plain);
    for (Shape shape : shapes) {
      Shape.Part list = listKey == null ? null : shape.part(listKey);
      if (list != null) {
        forms.add(type(list.type()));
      }
    }
    if (forms.size() == 1) {
      return (ObjectNode) forms.get(0);
    }
    ObjectNode node = JSON.objectNode();
    node.set("anyOf", forms);
    return node;
  }

  private ObjectNode reference(Shape shape) {
    String name = Shape.kebab(shape.type().getSimpleName()).substring(1);
    if (!definitions.containsKey(name)) {
      definitions.put(name, JSON.objectNode());
      definitions.put(name, record(shape));
    }
    return JSON.objectNode().put("$ref", "#/$defs/" + name);
  }

  private static ObjectNode scalar(Class<?> type) {
    ObjectNode node = JSON.objectNode();
    if (type == int.class || type == long.class) {
      node.putArray("type").add("integer").add("string");
      return node.put("pattern", REFERENCE);
    } else if (type == boolean.class) {
      node.putArray("type").add("boolean").add("string");
      return node.put("pattern", REFERENCE);
    } else if (type == String.class) {
      node.putArray("type").add("string").add("number").add("boolean");
      return node;
    } else if (type == Duration.class) {
      return pattern(Durations.PATTERN);
    } else if (type == Path.class) {
      return node.put("type", "string");
    } else if (type.isEnum()) {
      ArrayNode forms = node.putArray("anyOf");
      ArrayNode words = forms.addObject().putArray("enum");
      Shape.words(type).forEach(words::add);
      forms.add(pattern(""));
      return node;
    }
    return pattern(type.getAnnotation(TextForm.class).pattern(), type);
  }

  private static ObjectNode pattern(String pattern, Class<?> type) {
    ObjectNode node = pattern.isEmpty() ? JSON.objectNode() : pattern(pattern);
    if (pattern.isEmpty()) {
      node.putArray("type").add("string").add("number").add("boolean");
    }
    return node.put("title", type.getAnnotation(TextForm.class).expected());
  }

  private static ObjectNode pattern(String pattern) {
    String all = pattern.isEmpty() ? REFERENCE : pattern + "|" + REFERENCE;
    ObjectNode node = JSON.objectNode();
    if (isAlsoNumber(pattern)) {
      node.putArray("type").add("string").add("integer");
      return node.put("pattern", all);
    }
    return node.put("type", "string").put("pattern", all);
  }

  /** A status alone is a number to YAML. */
  private static boolean isAlsoNumber(String pattern) {
    return "503".matches(pattern) && !"7".matches(pattern);
  }
}
