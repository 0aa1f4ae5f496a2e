package dev.gatehouse.server.plan;

import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is remembered of requests, so that a new configuration can be tried on them.
 *
 * @param requests of how many; 0: of none
 * @param headers fields whose values are remembered beside those that routes match on, in lower
 *     case
 */
@Doc("What is remembered of the last requests, so that gatehouse plan can try a file on them.")
public record PlanSettings(
    @Doc("Of how many requests method, URL, listener and client are remembered; 0: of none.")
        int requests,
    @Doc(
            "Fields that are remembered beside those that routes match on: those that the next"
                + " configuration will match on.")
        List<String> headers) {
  private static final int MOST = 100_000;

  public PlanSettings() {
    this(10_000, List.of());
  }

  public PlanSettings {
    Expect.within("requests", requests, 0, MOST);
    List<String> lower = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.get(i);
      Expect.that(Tokens.isToken(name), "headers[" + i + "]", name, "a header name");
      lower.add(name.toLowerCase(Locale.ROOT));
    }
    Expect.within("headers", headers.size(), 0, RecordedFields.MOST);
    headers = List.copyOf(lower);
  }
}
