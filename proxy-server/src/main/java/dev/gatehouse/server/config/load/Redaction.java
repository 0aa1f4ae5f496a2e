package dev.gatehouse.server.config.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The text of a configuration with nothing in it that opens a door: every value below a key whose
 * name speaks of secrets is taken out, whatever its shape, and so are names and passwords in URLs.
 * References such as {@code ${TOKEN}} give nothing away and stay, and so do comments, which nobody
 * can judge. Used once.
 */
public final class Redaction {
  private static final String HIDDEN = "(redacted)";
  private static final List<String> WORDS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "credential",
          "authorization",
          "api-key",
          "apikey",
          "api_key");
  private static final Set<String> COOKIES = Set.of("cookie", "set-cookie");
  private static final Set<String> FIELDS = Set.of("headers", "set", "add");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file:[^}]*|[A-Za-z0-9_]+)}");
  private static final Pattern USER = Pattern.compile("(://)[^/\\s\"'@,{}\\[\\]]+@");

  private final String text;
  private final Set<String> secretAnchors;
  private final Set<String> secretAliases = new HashSet<>();
  private final StringBuilder shown = new StringBuilder();
  private final Deque<Level> levels = new ArrayDeque<>();
  private int copied;
  private int copiedPoints;

  /** A list or mapping on the way from the root to where the text is read. */
  private static final class Level {
    final String name;
    final boolean mapping;
    final boolean secret;
    @Nullable String key;

    Level(String name, boolean mapping, boolean secret) {
      this.name = name;
      this.mapping = mapping;
      this.secret = secret;
    }
  }

  /** A value, by the key it stands under. */
  private record Value(String key, boolean secret) {}

  private Redaction(String text, Set<String> secretAnchors) {
    this.text = text;
    this.secretAnchors = secretAnchors;
  }

  /** The text as it may be shown; what is no YAML at all is not shown. */
  public static String of(String text) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text; // the parser counts so
    try {
      Redaction first = new Redaction(plain, Set.of());
      String without = first.read();
      if (!first.secretAliases.isEmpty()) {
        without = new Redaction(plain, first.secretAliases).read();
      }
      return USER.matcher(without).replaceAll("$1" + HIDDEN + "@");
    } catch (YamlEngineException e) {
      return "# not YAML, and so not shown\n";
    }
  }

  /**
   * Says whether values below a key are not to be shown.
   *
   * @param parent the key above it
   */
  static boolean isSecret(String parent, String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return (COOKIES.contains(lower) && FIELDS.contains(parent))
        || (parent.equals("server-timing") && lower.equals("value")) // that of a field
        || WORDS.stream().anyMatch(lower::contains);
  }

  private String read() {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event) {
        case CollectionStartEvent start -> {
          Value value = value(start, null);
          levels.push(new Level(value.key, start instanceof MappingStartEvent, value.secret));
        }
        case CollectionEndEvent _ -> levels.pop();
        case ScalarEvent scalar -> {
          boolean secret = value(scalar, scalar.getValue()).secret;
          if (secret && !REFERENCE.matcher(scalar.getValue()).matches()) {
            hide(scalar.getStartMark(), scalar.getEndMark());
          }
        }
        case AliasEvent alias -> {
          if (value(alias, null).secret) {
            secretAliases.add(alias.getAlias().getValue());
          }
        }
        default -> {}
      }
    }
    return shown.append(text, copied, text.length()).toString();
  }

  /** Takes note of a node: a key, whose text is {@code key}, or a value. */
  private Value value(NodeEvent event, @Nullable String key) {
    boolean anchored =
        !(event instanceof AliasEvent)
            && event
                .getAnchor()
                .filter(name -> secretAnchors.contains(name.getValue()))
                .isPresent();
    Level level = levels.peek();
    if (level == null) {
      return new Value("", anchored);
    }
    String under = level.key;
    if (!level.mapping) {
      return new Value(level.name, level.secret || anchored);
    }
    if (under == null) {
      level.key = key == null ? "" : key;
      return new Value("", false);
    }
    level.key = null;
    return new Value(under, level.secret || anchored || isSecret(level.name, under));
  }

  private void hide(Optional<Mark> start, Optional<Mark> end) {
    if (start.isEmpty() || end.isEmpty()) {
      throw new IllegalStateException("marks: none (expected: the parser's)");
    }
    int begin = text.offsetByCodePoints(copied, start.get().getIndex() - copiedPoints);
    int behind = text.offsetByCodePoints(begin, end.get().getIndex() - start.get().getIndex());
    shown.append(text, copied, begin).append(HIDDEN);
    if (behind > begin && text.charAt(behind - 1) == '\n') {
      shown.append('\n'); // a block of lines ends with the line
    }
    copied = behind;
    copiedPoints = end.get().getIndex();
  }
}
