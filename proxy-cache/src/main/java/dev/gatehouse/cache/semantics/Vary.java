package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request that a response was chosen by (RFC 9110 §12.5.5).
 *
 * @param any whether something beyond fields decided, so that it answers no other request
 * @param names the fields, in lower case, sorted, each once
 */
public record Vary(boolean any, List<String> names) {
  private static final Vary NOTHING = new Vary(false, List.of());

  /** Reads the Vary of a response. */
  public static Vary of(Headers response) {
    if (!response.contains(HeaderNames.VARY)) {
      return NOTHING;
    }
    List<String> names = new ArrayList<>();
    FieldLists.forEach(
        response, HeaderNames.VARY, name -> names.add(name.toLowerCase(Locale.ROOT)));
    names.remove(SurrogateControl.CAPABILITY); // we send the same with every request
    return new Vary(names.contains("*"), names.stream().distinct().sorted().toList());
  }

  /**
   * What {@code request} has in these fields, in a form that is the same for requests that match
   * (RFC 9111 §4.1): lines joined, white space around commas taken out, letters lower where their
   * case means nothing. A field that is absent is not the same as an empty one.
   */
  public List<@Nullable String> selectors(Headers request) {
    List<@Nullable String> values = new ArrayList<>(names.size());
    for (String name : names) {
      String value = request.combined(name);
      values.add(value == null ? null : normalized(name, value));
    }
    return values;
  }

  /** RFC 9110 §8.3.2, §8.4.1, §8.5.1: names of charsets, codings and languages. */
  private static boolean isCaseless(String name) {
    return switch (name) {
      case HeaderNames.ACCEPT_ENCODING, HeaderNames.ACCEPT_LANGUAGE, "accept-charset" -> true;
      default -> false;
    };
  }

  /** True if {@code request} has what the request had that {@code selectors} were taken from. */
  public boolean matches(List<@Nullable String> selectors, Headers request) {
    return !any && selectors.equals(selectors(request));
  }

  private static String normalized(String name, String value) {
    StringBuilder text = new StringBuilder(value.length());
    FieldLists.forEach(value, member -> text.append(text.isEmpty() ? "" : ", ").append(member));
    return isCaseless(name) ? text.toString().toLowerCase(Locale.ROOT) : text.toString();
  }
}
