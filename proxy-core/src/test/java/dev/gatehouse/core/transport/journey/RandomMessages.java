package dev.gatehouse.core.transport.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Requests and answers at random, together with what a proxy is to make of them: valid ones in all
 * their forms, and some with exactly one thing wrong.
 */
final class RandomMessages {
  private static final String[] METHODS = {
    "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "QUERY",
    "BREW"
  };

  /** Segments as they are sent, and their normal form. */
  private static final String[][] SEGMENTS = {
    {"a", "a"},
    {"b.html", "b.html"},
    {"%7Euser", "~user"},
    {"caf%c3%a9", "caf%C3%A9"},
    {"%41%2d", "A-"},
    {"x%2fy", "x%2Fy"},
    {"v;p=1", "v;p=1"},
    {"%20", "%20"},
    {"[1]", "%5B1%5D"},
    {"...", "..."},
    {"@s:(1)", "@s:(1)"}
  };

  private static final String[] QUERIES = {
    "", "a=b", "a=b&c=d", "x=/../..", "%zz", "a?b", "{\"a\":[1]}", "q=%00", "a=b|c"
  };
  private static final String[] NAMES = {
    "accept", "user-agent", "x-a", "x-b", "x_c", "authorization", "if-none-match", "range", "dnt"
  };
  private static final String[] ANSWER_NAMES = {
    "content-type", "etag", "set-cookie", "vary", "cache-control", "x-a", "server", "location"
  };
  private static final String[] STATUSES = {
    "200", "200", "200", "201", "204", "206", "301", "304", "404", "500", "503", "299"
  };
  private static final String[] BAD_FIELDS = {
    "x-bad: a\u0000b", "x-bad: a\rb", "x-bad: a\u007f", "x bad: a", "x\u00e9: a", "x-bad: \u0001"
  };
  private static final String[] BAD_REQUEST_FIELDS = {
    "content-length: +1", "content-length: 1, 1", "content-length: ", "content-length: 0x1"
  };

  private final Random random;

  RandomMessages(long seed) {
    random = new Random(seed);
  }

  /**
   * A message and its meaning.
   *
   * @param sent what is sent
   * @param understood what is to arrive, in names, order and content
   * @param valid false if it must not arrive as if it were complete
   */
  record Sample(Draft sent, Message understood, boolean valid) {}

  boolean sometimes(int percent) {
    return random.nextInt(100) < percent;
  }

  Sample request(Wire wire) {
    StringBuilder raw = new StringBuilder();
    StringBuilder normal = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String[] segment = pick(SEGMENTS);
      raw.append(sometimes(10) ? "/." : "").append(sometimes(5) ? "/gone/%2e%2E" : "");
      raw.append('/').append(segment[0]);
      normal.append('/').append(segment[1]);
    }
    String query = sometimes(40) ? '?' + pick(QUERIES) : "";
    String method = pick(METHODS);
    Draft draft = new Draft(method + ' ' + raw + query);
    List<String> kept = new ArrayList<>();
    host(draft, kept);
    fields(draft, kept, wire, NAMES);
    cookies(draft, kept, wire);
    hopByHop(draft, kept, wire);
    List<String> trailers = content(draft, wire);
    boolean valid = !sometimes(15) || !spoil(draft, BAD_REQUEST_FIELDS);
    Message understood =
        new Message(
            method + ' ' + normal + query,
            kept,
            String.join("", draft.pieces),
            trailers,
            Message.State.COMPLETE);
    return new Sample(draft, understood, valid);
  }

  Sample answer(Wire wire, String method) {
    String status = pick(STATUSES);
    Draft draft = new Draft(status);
    List<String> kept = new ArrayList<>();
    fields(draft, kept, wire, ANSWER_NAMES);
    if (wire == Wire.H1 && sometimes(15)) {
      draft.fields.add("Connection: keep-alive, x-hop");
      draft.fields.add("X-Hop: 1");
      draft.fields.add("Keep-Alive: timeout=5");
    }
    boolean none = method.equals("HEAD") || status.equals("204") || status.equals("304");
    List<String> trailers = none ? List.of() : content(draft, wire);
    draft.untilClose =
        !none
            && wire == Wire.H1
            && draft.trailers.isEmpty()
            && !draft.has("content-length")
            && sometimes(20);
    boolean valid = !sometimes(10) || !spoil(draft, BAD_FIELDS);
    Message understood =
        new Message(status, kept, String.join("", draft.pieces), trailers, Message.State.COMPLETE);
    return new Sample(draft, understood, valid);
  }

  /** Says whether it did: adds one field that makes all of it invalid. */
  private boolean spoil(Draft draft, String[] more) {
    String bad = sometimes(70) ? pick(BAD_FIELDS) : pick(more);
    draft.fields.add(random.nextInt(draft.fields.size() + 1), bad);
    return true;
  }

  private void host(Draft draft, List<String> kept) {
    if (sometimes(30)) {
      String port = sometimes(50) ? ":" + (1 + random.nextInt(65535)) : "";
      draft.fields.add("host: " + (sometimes(50) ? "WWW.A.test" : "www.a.test") + port);
      kept.add("host: www.a.test" + port);
    } else {
      kept.add("host: a.test");
    }
  }

  private void fields(Draft draft, List<String> kept, Wire wire, String[] names) {
    for (int i = random.nextInt(8); i > 0; i--) {
      String name = pick(names);
      String value = value();
      String space = wire == Wire.H1 && sometimes(20) ? " \t" : "";
      draft.fields.add(cased(name, wire) + ": " + space + value + space);
      kept.add(name + ": " + value);
    }
  }

  /** Crumbs of HTTP/2 become one field. */
  private void cookies(Draft draft, List<String> kept, Wire wire) {
    if (sometimes(25)) {
      int crumbs = wire == Wire.H1 ? 1 : 1 + random.nextInt(3);
      List<String> all = new ArrayList<>();
      for (int i = 0; i < crumbs; i++) {
        all.add("c" + i + '=' + random.nextInt(100));
        draft.fields.add("cookie: " + all.getLast());
      }
      kept.add("cookie: " + String.join("; ", all));
    }
  }

  private void hopByHop(Draft draft, List<String> kept, Wire wire) {
    if (sometimes(10)) {
      draft.fields.add("te: trailers");
      kept.add("te: trailers");
    }
    if (wire == Wire.H1 && sometimes(20)) {
      draft.fields.add("Connection: X-Hop, keep-alive, authorization");
      draft.fields.add("x-hop: 1");
      draft.fields.add("Proxy-Connection: keep-alive");
    }
    if (sometimes(10)) {
      draft.fields.add("x-forwarded-for: 10.1.2.3");
      draft.fields.add("x_forwarded_for: 10.1.2.3");
    }
  }

  /** Returns the trailers that are to arrive. */
  private List<String> content(Draft draft, Wire wire) {
    if (sometimes(40)) {
      return List.of();
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      draft.pieces.add(text(sometimes(10) ? 8000 : 200));
    }
    if (sometimes(50)) {
      int length = draft.pieces.stream().mapToInt(String::length).sum();
      draft.fields.add(cased("content-length", wire) + ": " + length);
      return List.of();
    }
    List<String> kept = new ArrayList<>();
    if (sometimes(30)) {
      draft.trailers.add("x-sum: " + value());
      kept.add(draft.trailers.getFirst());
      if (sometimes(30)) {
        draft.trailers.add("authorization: never");
      }
    }
    return kept;
  }

  private String text(int most) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      text.append((char) random.nextInt(256));
    }
    return text.toString();
  }

  private String value() {
    StringBuilder value = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      int c =
          sometimes(90)
              ? '!' + random.nextInt(94)
              : sometimes(50) ? ' ' : 0x80 + random.nextInt(128);
      value.append((char) c);
    }
    return trimmed(value);
  }

  private static String trimmed(StringBuilder value) {
    int start = 0;
    int end = value.length();
    while (start < end && value.charAt(start) == ' ') {
      start++;
    }
    while (end > start && value.charAt(end - 1) == ' ') {
      end--;
    }
    return value.substring(start, end);
  }

  private String cased(String name, Wire wire) {
    return wire == Wire.H1 && sometimes(50) ? name.toUpperCase(Locale.ROOT) : name;
  }

  private <T> T pick(T[] from) {
    return from[random.nextInt(from.length)];
  }
}
