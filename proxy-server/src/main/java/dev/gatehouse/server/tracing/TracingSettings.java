package dev.gatehouse.server.tracing;

import dev.gatehouse.core.filter.trace.TraceSource;
import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.settings.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * The export of traces.
 *
 * @param endpoint the collector's base URL for OTLP over HTTP
 * @param sample how many of the requests that nobody has decided on are recorded
 * @param failures whether requests that are slow or failed are recorded though they are not sampled
 * @param accept whose word is taken on what trace a request belongs to
 * @param serviceName what traces call this proxy
 * @param headers fields of the requests to the collector
 * @param attributes what every span says besides
 */
@Doc(
    value = "Traces (OpenTelemetry), sent to a collector by OTLP over HTTP.",
    example = "{endpoint: \"http://127.0.0.1:4318\"}")
public record TracingSettings(
    @Doc(
            value =
                "The collector's base URL for OTLP over HTTP with protobuf; /v1/traces is added"
                    + " unless it ends so.",
            example = "http://127.0.0.1:4318")
        String endpoint,
    @Doc(
            "How many of the requests are recorded that do not come with a decision of somebody who"
                + " is believed.")
        Percentage sample,
    @Doc(
            "Whether requests that are slow or failed (as timeline has it) are recorded though they"
                + " are not sampled; of these only the proxy's own spans.")
        boolean failures,
    @Doc(
            "Whose traceparent, tracestate and baggage are believed: trusted (the peers of"
                + " trusted-proxies), all or none. Those of others are dropped.")
        TraceSource accept,
    @Doc("What traces call this proxy (service.name).") String serviceName,
    @Doc(
            value = "Fields of the requests to the collector, such as its key.",
            example = "{authorization: Bearer 4f1c0de5}")
        Map<String, Secret> headers,
    @Doc(
            value = "What the service says of itself besides (resource attributes).",
            example = "{deployment.environment.name: production}")
        Map<String, String> attributes) {
  private static final String PATH = "/v1/traces";

  public TracingSettings(String endpoint) {
    this(endpoint, Percentage.of(5), true, TraceSource.TRUSTED, "gatehouse", Map.of(), Map.of());
  }

  public TracingSettings {
    headers = Expect.ordered(headers);
    attributes = Expect.ordered(attributes);
    Expect.that(isUrl(endpoint), "endpoint", endpoint, "http://host:port or https://host:port");
    Expect.that(
        !serviceName.isBlank() && serviceName.length() <= 255,
        "service-name",
        serviceName,
        "a name of 255 characters at most");
    headers.forEach((name, value) -> {
      Expect.that(Tokens.isToken(name), "headers." + name, name, "a header name");
      Expect.that(
          Tokens.isFieldValue(value.value()),
          "headers." + name,
          value,
          "a header value: no controls, no outer spaces");
    });
    attributes.forEach((name, value) ->
        Expect.that(
            !name.isBlank() && !value.isEmpty(), "attributes." + name, value, "a name and a text"));
  }

  private static boolean isUrl(String text) {
    try {
      URI url = new URI(text);
      return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && url.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Where spans are sent to. */
  String url() {
    String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    return base.endsWith(PATH) ? base : base + PATH;
  }
}
