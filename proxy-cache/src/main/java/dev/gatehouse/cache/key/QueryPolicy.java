package dev.gatehouse.cache.key;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.ListForm;
import dev.gatehouse.core.settings.TextForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which parameters of a query belong to the key. */
@Doc("Which parameters of a query belong to the key.")
@TextForm(expected = QueryPolicy.EXPECTED, pattern = "^(all|none)$")
@ListForm("only")
public sealed interface QueryPolicy {
  /** What a problem says is expected. */
  String EXPECTED = "all, none, a list of names, or {ignore: [names]}";

  /** Reads the text form. */
  static QueryPolicy parse(String text) {
    Expect.that(text.equals("all") || text.equals("none"), "query", text, EXPECTED);
    return text.equals("all") ? new All() : new None();
  }

  /**
   * What of a query belongs to the key, and is sent on: the parameters that do as they were sent
   * and in their order.
   *
   * @param query without its question mark; null if there is none
   * @return the same instance if all of it does; null if nothing does
   */
  default @Nullable String apply(@Nullable String query) {
    return switch (this) {
      case All all -> query;
      case None none -> null;
      case Only some -> query == null ? null : Parameters.keep(query, some.only(), true);
      case Ignore some -> query == null ? null : Parameters.keep(query, some.ignore(), false);
    };
  }

  /** All of them, in the order in which they were sent. */
  record All() implements QueryPolicy {
    @Override
    public String toString() {
      return "all";
    }
  }

  /** None of them. */
  record None() implements QueryPolicy {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * Some of them.
   *
   * @param only names, as they are sent; a star at the end stands for any rest
   */
  @Doc(value = "These parameters and no others; a list says the same.", example = "{only: [page]}")
  record Only(
      @Doc("Names of parameters; * at the end of one stands for any rest.") List<String> only)
      implements QueryPolicy {
    public Only {
      only = names("only", only);
    }
  }

  /**
   * All but some.
   *
   * @param ignore names, as they are sent; a star at the end stands for any rest
   */
  @Doc(value = "All parameters but these.", example = "{ignore: [utm_*]}")
  record Ignore(
      @Doc("Names of parameters, such as utm_*; * at the end of one stands for any rest.")
          List<String> ignore)
      implements QueryPolicy {
    public Ignore {
      ignore = names("ignore", ignore);
    }
  }

  private static List<String> names(String key, List<String> names) {
    Expect.that(!names.isEmpty(), key, "[]", "at least one name; all or none without names");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int star = name.indexOf('*');
      boolean valid =
          !name.isEmpty()
              && (star < 0 || star == name.length() - 1)
              && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "&=#".indexOf(c) < 0);
      Expect.that(valid, key + "[" + i + "]", name, "a name as URLs have it, * only at its end");
    }
    return List.copyOf(names);
  }
}
