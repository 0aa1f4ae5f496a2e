package dev.gatehouse.server.config.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of a file from the events of the YAML 1.2 parser. Refuses what makes a
 * configuration ambiguous: keys given twice, merge keys, tags, a second document, keys that are no
 * text. An alias stands for the very node of its anchor.
 */
final class TreeReader {
  private static final int DEEPEST = 40;

  private final Problems problems;
  private final Substitution substitution;
  private final Map<String, Node> anchors = new HashMap<>();
  private Iterator<Event> events = List.<Event>of().iterator();

  TreeReader(Problems problems, Substitution substitution) {
    this.problems = problems;
    this.substitution = substitution;
  }

  /** Returns the root of the only document in {@code text}; null if there is none to go on with. */
  @Nullable Node read(String text) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    try {
      events = new Parse(settings).parseString(text).iterator();
      return document();
    } catch (MarkedYamlEngineException e) {
      problems.add(position(e.getProblemMark()), "", words(e), hint(e), null);
    } catch (ReaderException e) {
      Position at = place(text, e.getPosition());
      String character = String.format("\\u%04x", e.getCodePoint());
      problems.add(at, "", "the character " + character + " may not stand in YAML");
    } catch (YamlEngineException e) {
      problems.add(Position.WHOLE_FILE, "", Problems.shown(String.valueOf(e.getMessage())));
    }
    return null;
  }

  private @Nullable Node document() {
    Node root = null;
    boolean started = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent) {
        if (started) {
          problems.add(
              position(event.getStartMark()), "", "a second document", "one document", null);
          return root;
        }
        started = true;
      } else if (event instanceof NodeEvent node) {
        root = node(node, "", 0);
      }
    }
    return root;
  }

  private Node node(NodeEvent event, String path, int depth) {
    Position at = position(event.getStartMark());
    Node node =
        switch (event) {
          case AliasEvent alias -> alias(alias, at, path);
          case ScalarEvent scalar -> scalar(scalar, at, path);
          case SequenceStartEvent sequence -> items(sequence, at, path, depth);
          case MappingStartEvent mapping -> entries(mapping, at, path, depth);
          default -> throw new IllegalStateException("event: " + event + " (expected: a node)");
        };
    if (!(event instanceof AliasEvent)) {
      event.getAnchor().map(Anchor::getValue).ifPresent(name -> anchors.put(name, node));
    }
    return node;
  }

  private Node alias(AliasEvent event, Position at, String path) {
    String name = event.getAlias().getValue();
    Node node = anchors.get(name);
    if (node != null) {
      return node;
    }
    problems.add(
        at,
        path,
        "unknown alias *" + Problems.shown(name),
        "quotes around a text that starts with *",
        null);
    return new Node.Broken(at);
  }

  private Node scalar(ScalarEvent event, Position at, String path) {
    String written = event.getValue();
    if (tagged(event.getTag(), at, path)) {
      return new Node.Broken(at);
    }
    String text = substitution.apply(written, at, path);
    return text == null ? new Node.Broken(at) : new Node.Scalar(at, written, text, event.isPlain());
  }

  private Node items(SequenceStartEvent start, Position at, String path, int depth) {
    boolean usable = !tagged(start.getTag(), at, path) && !tooDeep(depth, at, path);
    List<Node.Item> items = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      if (usable) {
        int place = items.size();
        Node item = node((NodeEvent) event, path + "[" + place + "]", depth + 1);
        items.add(new Node.Item(place, item));
      } else {
        skip(event);
      }
    }
    return usable ? new Node.Items(at, items) : new Node.Broken(at);
  }

  private Node entries(MappingStartEvent start, Position at, String path, int depth) {
    boolean usable = !tagged(start.getTag(), at, path) && !tooDeep(depth, at, path);
    List<Node.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      if (!usable) {
        skip(event);
        continue;
      }
      Position keyAt = position(event.getStartMark());
      String key = key(event, keyAt, path);
      String below = key == null ? path : path.isEmpty() ? key : path + "." + key;
      Node value = node((NodeEvent) events.next(), below, depth + 1);
      if (key == null) {
        continue;
      }
      if (keys.add(key)) {
        entries.add(new Node.Entry(key, keyAt, value));
      } else {
        problems.add(keyAt, path, "the key " + Problems.shown(key) + " stands here twice");
      }
    }
    return usable ? new Node.Entries(at, entries) : new Node.Broken(at);
  }

  /** Returns the text of a key; null after a problem. */
  private @Nullable String key(Event event, Position at, String path) {
    if (!(event instanceof ScalarEvent scalar)) {
      problems.add(at, path, "a key that is no text", "key: value", null);
      skip(event);
      return null;
    }
    if (tagged(scalar.getTag(), at, path)) {
      return null;
    }
    if (scalar.isPlain() && scalar.getValue().equals("<<")) {
      problems.add(at, path, "merge keys (<<) are not supported", "the keys themselves", null);
      return null;
    }
    return scalar.getValue();
  }

  private boolean tagged(Optional<String> tag, Position at, String path) {
    if (tag.isPresent()) {
      problems.add(
          at, path, "the tag " + Problems.shown(tag.get()) + " is not supported", "no tag", null);
    }
    return tag.isPresent();
  }

  private boolean tooDeep(int depth, Position at, String path) {
    if (depth == DEEPEST) {
      problems.add(at, path, "nested too deeply", DEEPEST + " levels at most", null);
    }
    return depth >= DEEPEST;
  }

  /** Passes over the rest of a node that is of no use. */
  private void skip(Event first) {
    int open = 0;
    for (Event event = first; ; event = events.next()) {
      if (event instanceof SequenceStartEvent || event instanceof MappingStartEvent) {
        open++;
      } else if (event instanceof SequenceEndEvent || event instanceof MappingEndEvent) {
        open--;
      }
      if (open == 0) {
        return;
      }
    }
  }

  private static Position position(Optional<Mark> mark) {
    return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1))
        .orElse(Position.WHOLE_FILE);
  }

  private static Position place(String text, int offset) {
    int end = Math.min(offset, text.length());
    int start = text.lastIndexOf('\n', end - 1) + 1;
    int line = 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
    return new Position(line, end - start + 1);
  }

  private static String words(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    if (problem.contains("(TAB)")) {
      return "a tab";
    }
    String context = e.getContext();
    String words = context == null ? problem : context + ", " + problem;
    return "not YAML: " + Problems.shown(words.toLowerCase(Locale.ROOT));
  }

  private static @Nullable String hint(MarkedYamlEngineException e) {
    if (e.getProblem().contains("(TAB)")) {
      return "spaces, as YAML does not indent by tabs";
    }
    boolean alias = String.valueOf(e.getContext()).contains("alias");
    return alias ? "quotes around a text that starts with *" : null;
  }
}
