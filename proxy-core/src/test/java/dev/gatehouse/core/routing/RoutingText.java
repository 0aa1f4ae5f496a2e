package dev.gatehouse.core.routing;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.RequestTarget;
import dev.gatehouse.core.net.Cidr;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Routes and requests as lines of text: {@code name hosts=a,b prefix=/x methods=GET header:x=v} and
 * {@code GET host /path?query header:x=v client=192.0.2.1 listener=web}. A value is a text, {@code
 * ~regex}, {@code +} (present) or {@code -} (absent).
 */
final class RoutingText {
  private RoutingText() {}

  /** What is asked of a table. */
  record Ask(String listener, Request request, InetAddress client) {
    @Nullable String of(RouteTable<String> table) {
      return table.match(listener, request, client);
    }

    RouteTrace trace(RouteTable<String> table) {
      RouteTrace trace = new RouteTrace();
      String traced = table.match(listener, request, client, trace);
      if (!Objects.equals(traced, of(table))) {
        throw new AssertionError("another route with a trace than without: " + traced);
      }
      return trace;
    }
  }

  static RouteTable<String> table(List<String> lines) {
    return RouteTable.of(lines.stream().map(RoutingText::rule).toList());
  }

  static RouteRule<String> rule(String line) {
    String[] words = line.trim().split("\\s+", -1);
    Map<String, String> settings = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        settings.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    MatchSettings match =
        new MatchSettings(
            list(settings.get("hosts")),
            settings.get("path"),
            settings.get("prefix"),
            settings.get("regex"),
            list(settings.get("methods")),
            values(settings, "header:"),
            values(settings, "query:"),
            values(settings, "cookie:"),
            list(settings.get("clients")).stream().map(Cidr::parse).toList());
    return new RouteRule<>(words[0], list(settings.get("listeners")), match, words[0]);
  }

  static Ask ask(String line) {
    String[] words = line.trim().split("\\s+", -1);
    Headers headers = new Headers();
    String listener = "web";
    String client = "192.0.2.1";
    for (int i = 3; i < words.length; i++) {
      String[] sides = words[i].split("=", 2);
      switch (sides[0]) {
        case "listener" -> listener = sides[1];
        case "client" -> client = sides[1];
        default -> headers.add(sides[0].substring("header:".length()), sides[1].replace('_', ' '));
      }
    }
    RequestTarget target = RequestTarget.parse(words[0], words[2], EncodedSlash.KEEP);
    Authority authority = Objects.requireNonNull(Authority.parse(words[1]), line);
    Request request =
        new Request(
            Methods.of(words[0]),
            HttpVersion.HTTP_1_1,
            "http",
            authority,
            words[2],
            target.path(),
            target.query(),
            headers,
            Body.empty());
    return new Ask(listener, request, NetUtil.createInetAddressFromIpAddressString(client));
  }

  private static List<String> list(@Nullable String text) {
    return text == null ? List.of() : Arrays.asList(text.split(",", -1));
  }

  private static Map<String, ValueMatch> values(Map<String, String> settings, String kind) {
    Map<String, ValueMatch> values = new LinkedHashMap<>();
    settings.forEach((name, value) -> {
      if (name.startsWith(kind)) {
        values.put(name.substring(kind.length()), value(value));
      }
    });
    return values;
  }

  private static ValueMatch value(String text) {
    return switch (text) {
      case "+" -> new ValueMatch.Present(true);
      case "-" -> new ValueMatch.Present(false);
      default ->
          text.startsWith("~")
              ? new ValueMatch.Regex(text.substring(1))
              : new ValueMatch.Exact(text.replace('_', ' '));
    };
  }

  /** The blocks of {@code file}: each a title, routes, and requests with what they get. */
  static List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("== ")) {
        blocks.add(new Block(line.substring(3), new ArrayList<>(), new ArrayList<>()));
      } else if (line.contains("=> ")) {
        blocks.getLast().requests().add(line);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        blocks.getLast().routes().add(line);
      }
    }
    return blocks;
  }

  record Block(String title, List<String> routes, List<String> requests) {
    @Override
    public String toString() {
      return title;
    }
  }
}
