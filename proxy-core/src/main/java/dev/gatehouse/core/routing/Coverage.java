package dev.gatehouse.core.routing;

import com.google.re2j.Pattern;
import dev.gatehouse.core.net.Cidr;
import java.util.List;
import java.util.Map;

/**
 * The question whether every request that one route's conditions let through is let through by
 * another's. Listeners, methods, hosts and paths are looked at elsewhere. Pure functions.
 */
final class Coverage {
  private Coverage() {}

  /** True if {@code outer} lets through whatever {@code inner} does. */
  static boolean covers(MatchSettings outer, MatchSettings inner) {
    return coversAll(outer.headers(), inner.headers())
        && coversAll(outer.query(), inner.query())
        && coversAll(outer.cookies(), inner.cookies())
        && coversClients(outer.clients(), inner.clients());
  }

  /** True if {@code inner} asks for something that {@code outer} does not. */
  static boolean asksForMore(MatchSettings inner, MatchSettings outer) {
    return conditions(inner) > conditions(outer)
        || (outer.clients().isEmpty() && !inner.clients().isEmpty());
  }

  private static int conditions(MatchSettings match) {
    return match.headers().size() + match.query().size() + match.cookies().size();
  }

  private static boolean coversAll(Map<String, ValueMatch> outer, Map<String, ValueMatch> inner) {
    for (Map.Entry<String, ValueMatch> asked : outer.entrySet()) {
      ValueMatch own = inner.get(asked.getKey());
      if (own == null || !implies(own, asked.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** True if a value that fits {@code own} fits {@code asked}. */
  private static boolean implies(ValueMatch own, ValueMatch asked) {
    return switch (asked) {
      case ValueMatch.Exact _ -> own.equals(asked);
      case ValueMatch.Regex(String regex) ->
          own.equals(asked)
              || (own instanceof ValueMatch.Exact(String text)
                  && isAscii(text)
                  && Pattern.compile(regex).matcher(text).find());
      case ValueMatch.Present(boolean present) ->
          present != own.equals(new ValueMatch.Present(false));
    };
  }

  /** Expressions see the octets of other texts. */
  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static boolean coversClients(List<Cidr> outer, List<Cidr> inner) {
    return outer.isEmpty()
        || (!inner.isEmpty()
            && inner.stream()
                .allMatch(network -> outer.stream().anyMatch(wide -> wide.contains(network))));
  }
}
