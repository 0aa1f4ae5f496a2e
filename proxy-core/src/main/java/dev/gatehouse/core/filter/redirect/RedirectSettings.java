package dev.gatehouse.core.filter.redirect;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer that sends the client elsewhere.
 *
 * @param to the target; {@code {scheme} {host} {port} {path} {query} {uri}} stand for parts of the
 *     request, {@code {uri}} being the path with its query
 * @param status 301, 302, 303, 307 or 308
 */
@Doc(
    value = "An answer that sends the client elsewhere.",
    example = "{to: \"https://{host}{uri}\"}")
public record RedirectSettings(
    @Doc(
            "The target; {scheme}, {host}, {port}, {path}, {query} and {uri} stand for parts of the"
                + " request.")
        String to,
    @Doc("301, 302, 303, 307 or 308.") int status) {

  private static final Set<String> PLACEHOLDERS =
      Set.of("{scheme}", "{host}", "{port}", "{path}", "{query}", "{uri}");
  private static final Pattern BRACED = Pattern.compile("\\{[^}]*}?|}");
  private static final Pattern AUTHORITY_END = Pattern.compile("[/?#\\\\]|\\{path}|\\{uri}");
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  public RedirectSettings(String to) {
    this(to, 308);
  }

  public RedirectSettings {
    boolean target =
        to.startsWith("http://")
            || to.startsWith("https://")
            || (to.startsWith("/") && !to.startsWith("//"))
            || to.startsWith("{scheme}://")
            || to.startsWith("{path}")
            || to.startsWith("{uri}");
    Expect.that(
        target && to.chars().allMatch(c -> c > ' ' && c < 0x7f),
        "to",
        to,
        "an http or https URL or a path from /, without spaces");
    Matcher braced = BRACED.matcher(to);
    while (braced.find()) {
      Expect.that(
          PLACEHOLDERS.contains(braced.group()),
          "to",
          to,
          "no braces but {scheme}, {host}, {port}, {path}, {query} and {uri}");
    }
    Expect.that(
        namesItsHost(to), "to", to, "a host before {query}: else the client could choose another");
    Expect.that(STATUSES.contains(status), "status", status, "301, 302, 303, 307 or 308");
  }

  /** Says whether nothing a client can write stands in the authority, except the host it asked. */
  private static boolean namesItsHost(String to) {
    int scheme = to.indexOf("://");
    if (to.startsWith("/") || to.startsWith("{path}") || to.startsWith("{uri}") || scheme < 0) {
      return true;
    }
    String authority = AUTHORITY_END.split(to.substring(scheme + 3), 2)[0];
    return !authority.isEmpty()
        && authority.indexOf('@') < 0
        && !authority.contains("{query}")
        && !authority.contains("{scheme}");
  }
}
