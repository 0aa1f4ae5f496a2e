package dev.gatehouse.core.runtime;

import dev.gatehouse.core.http.MediaRanges;
import dev.gatehouse.core.http.MediaRanges.Verdict;
import org.jspecify.annotations.Nullable;

/** The forms of an error body, and the choice among them by Accept (RFC 9110 §12.5.1). */
enum ErrorFormat {
  HTML("text/html; charset=utf-8"),
  JSON("application/problem+json"),
  PLAIN("text/plain; charset=utf-8");

  /** What is read of Accept: a field that is longer wants nothing that is offered here. */
  private static final int LONGEST_ACCEPT = 1024;

  private final String contentType;

  ErrorFormat(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The form that {@code accept} likes best. Whoever names none gets plain text: a program, or a
   * person at a terminal; so does whoever likes none of them, as a body is better than none.
   */
  static ErrorFormat choose(@Nullable String accept) {
    if (accept == null || accept.length() > LONGEST_ACCEPT) {
      return PLAIN;
    }
    Verdict plain = MediaRanges.judge(accept, "text/plain");
    Verdict json = MediaRanges.judge(accept, "application/json");
    Verdict problem = MediaRanges.judge(accept, "application/problem+json");
    Verdict html = MediaRanges.judge(accept, "text/html");
    Verdict best = plain;
    ErrorFormat format = PLAIN;
    for (Verdict verdict : new Verdict[] {json, problem}) {
      boolean namedToo = verdict.specificity() == 3 && verdict.equals(plain);
      if (verdict.betterThan(best) || namedToo) {
        best = verdict;
        format = JSON;
      }
    }
    return html.betterThan(best) ? HTML : format;
  }

  /**
   * Writes the body.
   *
   * @param reason the code of the reason
   * @param id the request's id
   */
  String body(int status, ErrorText text, String reason, String id) {
    return switch (this) {
      case HTML -> ErrorPage.render(status, text, reason, id);
      case JSON -> json(status, text, reason, id);
      case PLAIN ->
          status
              + " "
              + text.title()
              + "\n"
              + text.sentence()
              + "\n\n"
              + "reason: "
              + reason
              + "\nrequest: "
              + plain(id)
              + "\n";
    };
  }

  /** A problem of no special type (RFC 9457 §4.2.1), with two members of our own. */
  private static String json(int status, ErrorText text, String reason, String id) {
    StringBuilder json = new StringBuilder(192);
    json.append("{\"type\":\"about:blank\",\"title\":\"").append(text.title());
    json.append("\",\"status\":").append(status);
    json.append(",\"detail\":\"").append(text.sentence());
    json.append("\",\"reason\":\"").append(reason);
    json.append("\",\"request_id\":\"").append(plain(id)).append("\"}\n");
    return json.toString();
  }

  /** Ids are made of harmless characters; whatever else comes here must not break out. */
  static String plain(String id) {
    StringBuilder plain = null;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c <= ' ' || c > '~' || "\"\\<>&'".indexOf(c) >= 0) {
        plain = plain == null ? new StringBuilder(id) : plain;
        plain.setCharAt(i, '?');
      }
    }
    return plain == null ? id : plain.toString();
  }
}
