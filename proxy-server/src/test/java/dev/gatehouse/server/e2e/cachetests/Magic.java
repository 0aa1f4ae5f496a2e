package dev.gatehouse.server.e2e.cachetests;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The values of fields that the suite leaves open until they are sent or compared. */
final class Magic {
  private static final Set<String> DATES =
      Set.of("date", "expires", "last-modified", "if-modified-since", "if-unmodified-since");
  private static final DateTimeFormatter FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
  private static final DateTimeFormatter RFC_850 =
      DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH);

  private Magic() {}

  /**
   * The value of a field.
   *
   * @param now the origin's milliseconds since 1970, to which dates are relative
   * @param base what locations are relative to
   * @param capability what the origin was sent as Surrogate-Capability
   */
  static String value(
      Step step, Step.Item field, @Nullable String now, String base, @Nullable String capability) {
    JsonNode value = field.part(1);
    if (DATES.contains(field.key()) && value.isIntegralNumber()) {
      if (now == null) {
        return "Invalid Date"; // what the suite makes of a response that did not come from it
      }
      return date(step, field.key(), Long.parseLong(now) + value.asLong() * 1000);
    }
    String text = value.asString();
    if (step.is("magic_locations") && field.key().endsWith("location")) {
      return text.isEmpty() ? base : base + "/" + text;
    }
    if (field.key().equals("surrogate-control") && capability != null && !capability.isEmpty()) {
      return text.replace("CAPABILITY_TARGET", capability.substring(0, capability.indexOf('=')));
    }
    return text;
  }

  private static String date(Step step, String name, long moment) {
    ZonedDateTime date = Instant.ofEpochMilli(moment).atZone(ZoneOffset.UTC);
    for (Step.Item old : step.items("rfc850date")) {
      if (old.name().equals(name)) {
        return RFC_850.format(date);
      }
    }
    return FIXDATE.format(date);
  }

  /** A moment as Date says it. */
  static String date(long moment) {
    return FIXDATE.format(Instant.ofEpochMilli(moment).atZone(ZoneOffset.UTC));
  }
}
