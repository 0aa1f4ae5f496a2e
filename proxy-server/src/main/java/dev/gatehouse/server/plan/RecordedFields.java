package dev.gatehouse.server.plan;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Cookies;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields and cookies of requests are remembered: those that a configuration's routes match
 * on, and those that it names besides. Immutable and shared by all event loops.
 */
final class RecordedFields {
  /** As many at most: each costs memory for every request that is remembered. */
  static final int MOST = 16;

  /** A longer value is not remembered, so that clients cannot fill the memory. */
  private static final int LONGEST = 256;

  private final String[] headers;
  private final String[] cookies;

  private RecordedFields(List<String> headers, List<String> cookies) {
    this.headers = headers.toArray(String[]::new);
    this.cookies = cookies.toArray(String[]::new);
  }

  static RecordedFields of(GatehouseSettings settings) {
    Set<String> headers = new LinkedHashSet<>(settings.plan().headers());
    Set<String> cookies = new LinkedHashSet<>();
    for (RouteSettings route : settings.routes()) {
      headers.addAll(route.match().headers().keySet());
      cookies.addAll(route.match().cookies().keySet());
    }
    List<String> first = headers.stream().limit(MOST).map(HeaderNames::of).toList();
    return new RecordedFields(first, cookies.stream().limit(MOST - first.size()).toList());
  }

  /** What a configuration matches on and these are without: {@code header x-env}. */
  static List<String> missing(GatehouseSettings settings, RecordedFields recorded) {
    RecordedFields wanted = of(settings);
    List<String> missing = new ArrayList<>();
    for (String name : wanted.headers) {
      if (!List.of(recorded.headers).contains(name)) {
        missing.add("header " + name);
      }
    }
    for (String name : wanted.cookies) {
      if (!List.of(recorded.cookies).contains(name)) {
        missing.add("cookie " + name);
      }
    }
    return missing;
  }

  /** Writes the values that {@code request} has into {@code values}, null for none. */
  void read(Request request, @Nullable String[] values) {
    int at = 0;
    for (String name : headers) {
      values[at++] = bounded(request.headers().get(name));
    }
    for (String name : cookies) {
      values[at++] = bounded(Cookies.value(request.headers(), name));
    }
  }

  private static @Nullable String bounded(@Nullable String value) {
    return value == null || value.length() > LONGEST ? null : value;
  }

  /** A header section with the values that {@link #read} has written. */
  Headers headers(@Nullable String[] values) {
    Headers section = new Headers();
    for (int i = 0; i < headers.length; i++) {
      String value = values[i];
      if (value != null) {
        section.add(headers[i], value);
      }
    }
    for (int i = 0; i < cookies.length; i++) {
      String value = values[headers.length + i];
      if (value != null) {
        section.add(HeaderNames.COOKIE, cookies[i] + "=" + value);
      }
    }
    return section;
  }
}
