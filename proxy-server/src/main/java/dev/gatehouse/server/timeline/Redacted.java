package dev.gatehouse.server.timeline;

/** Targets of requests as they may be shown: what a query's parameters are set to is left out. */
final class Redacted {
  private static final String HIDDEN = "***";

  private Redacted() {}

  /** {@code /a?token=***} for {@code /a?token=hunter2}. */
  static String target(String target) {
    int question = target.indexOf('?');
    if (question < 0) {
      return target;
    }
    StringBuilder shown = new StringBuilder(target.substring(0, question + 1));
    String separator = "";
    for (String parameter : target.substring(question + 1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      shown.append(separator);
      separator = "&";
      if (equals >= 0) {
        shown.append(parameter, 0, equals + 1);
      }
      shown.append(parameter.length() > equals + 1 ? HIDDEN : "");
    }
    return shown.toString();
  }
}
