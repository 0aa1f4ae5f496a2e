package dev.gatehouse.server.tracing;

import static dev.gatehouse.server.timeline.Times.NEVER;

import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.TraceParent;
import dev.gatehouse.server.timeline.Attempted;
import dev.gatehouse.server.timeline.Journey;
import dev.gatehouse.server.timeline.Kind;
import dev.gatehouse.server.timeline.Phase;
import dev.gatehouse.server.timeline.Phases;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a journey, by the conventions of OpenTelemetry for HTTP: one of the server for the
 * request, and below it one of the client for each attempt. Immutable.
 *
 * <p>What is not in the conventions begins with {@code gatehouse.}; a route has a name here and no
 * template, so it is that and not {@code http.route}.
 */
final class Spans {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int CLIENT_ERROR = 400;
  private static final Set<String> METHODS =
      Set.of(
          "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");

  private final Resource resource;
  private final InstrumentationScopeInfo scope;

  private Spans(Resource resource, InstrumentationScopeInfo scope) {
    this.resource = resource;
    this.scope = scope;
  }

  static Spans of(TracingSettings settings, String version) {
    AttributesBuilder own = Attributes.builder();
    own.put("service.name", settings.serviceName());
    own.put("service.version", version);
    own.put("service.instance.id", UUID.randomUUID().toString());
    settings.attributes().forEach(own::put);
    return new Spans(
        Resource.create(own.build()),
        InstrumentationScopeInfo.builder("dev.gatehouse").setVersion(version).build());
  }

  /** The spans of {@code journey}, its own first; none if it has no place in a trace. */
  List<SpanData> of(Journey journey) {
    Trace trace = journey.trace();
    if (trace == null) {
      return List.of();
    }
    List<SpanData> all = new ArrayList<>();
    SpanContext own = context(trace, trace.span().span());
    all.add(server(journey, trace, own));
    int resent = 0;
    for (Attempted each : journey.tries()) {
      all.add(client(journey, trace, own, each, resent));
      resent++;
    }
    return all;
  }

  private SpanData server(Journey journey, Trace trace, SpanContext own) {
    Journey.Asked asked = journey.asked();
    Journey.Ended ended = journey.ended();
    AttributesBuilder said = Attributes.builder();
    String method = method(asked.method(), said);
    int query = asked.target().indexOf('?');
    said.put("url.scheme", asked.scheme());
    said.put("url.path", query < 0 ? asked.target() : asked.target().substring(0, query));
    put(said, "url.query", query < 0 ? null : asked.target().substring(query + 1));
    Authority host = Authority.parse(asked.host());
    said.put("server.address", host == null ? asked.host() : host.host());
    if (host != null && host.port() > 0) {
      said.put("server.port", host.port());
    }
    said.put("client.address", asked.client());
    said.put("network.peer.address", asked.peer());
    said.put("network.protocol.version", version(asked.protocol()));
    put(said, "tls.protocol.version", asked.tls());
    put(said, "user_agent.original", asked.userAgent());
    if (ended.status() > 0) {
      said.put("http.response.status_code", ended.status());
    }
    said.put("http.request.body.size", ended.requestBytes());
    said.put("http.response.body.size", ended.responseBytes());
    said.put("gatehouse.request_id", journey.id());
    said.put("gatehouse.listener", asked.listener());
    put(said, "gatehouse.route", ended.route());
    put(said, "gatehouse.pool", ended.pool());
    put(said, "gatehouse.retry_refused", ended.retryRefused());
    put(said, "gatehouse.cache", ended.cache() == null ? null : ended.cache().result());
    Failure failure = ended.failure();
    boolean bad = journey.kind() == Kind.FAILED;
    if (failure != null) {
      said.put("error.type", failure.reason().code());
      put(said, "gatehouse.failure", failure.detail());
    } else if (bad) {
      said.put("error.type", Integer.toString(ended.status()));
    }
    long start = at(journey, Math.min(0, journey.times().headBegun()));
    return new FinishedSpan(
        ended.route() == null ? method : method + " " + ended.route(),
        SpanKind.SERVER,
        own,
        parent(trace),
        bad ? StatusData.error() : StatusData.unset(),
        start,
        Math.max(start, at(journey, journey.times().end())),
        said.build(),
        phases(journey),
        resource,
        scope);
  }

  private SpanData client(
      Journey journey, Trace trace, SpanContext own, Attempted each, int resent) {
    AttributesBuilder said = Attributes.builder();
    String method = method(journey.asked().method(), said);
    backend(each.backend(), said);
    said.put("gatehouse.pool", each.pool());
    if (resent > 0) {
      said.put("http.request.resend_count", resent);
    }
    if (each.hedge()) {
      said.put("gatehouse.hedge", true);
    }
    if (each.status() > 0) {
      said.put("http.response.status_code", each.status());
    }
    boolean bad = each.failure() != null || each.status() >= CLIENT_ERROR;
    if (each.failure() != null) {
      said.put("error.type", each.failure().code());
    } else if (each.lost()) {
      said.put("gatehouse.lost", true);
    } else if (bad) {
      said.put("error.type", Integer.toString(each.status()));
    }
    long start = at(journey, each.begun());
    long end = at(journey, each.end() == NEVER ? journey.times().end() : each.end());
    List<EventData> events = new ArrayList<>();
    event("connected", each.acquired(), journey, events);
    event("request sent", each.sent(), journey, events);
    event("response head", each.head(), journey, events);
    return new FinishedSpan(
        method,
        SpanKind.CLIENT,
        context(trace, each.span() == 0 ? TraceParent.newSpan() : each.span()),
        own,
        bad ? StatusData.error() : StatusData.unset(),
        start,
        Math.max(start, end),
        said.build(),
        events,
        resource,
        scope);
  }

  /** What the journey was waited for, as events at the beginning of each phase. */
  private static List<EventData> phases(Journey journey) {
    List<EventData> events = new ArrayList<>();
    for (Phase phase : Phases.of(journey)) {
      if (phase.from() >= 0) {
        long at = at(journey, phase.from() * NANOS_PER_MICRO);
        events.add(EventData.create(at, phase.name().code(), Attributes.empty()));
      }
    }
    return events;
  }

  private static void event(String name, long moment, Journey journey, List<EventData> into) {
    if (moment != NEVER) {
      into.add(EventData.create(at(journey, moment), name, Attributes.empty()));
    }
  }

  private static long at(Journey journey, long moment) {
    return journey.headMillis() * NANOS_PER_MILLI + moment;
  }

  /** Says the method; what clients make up is not told apart in names. */
  private static String method(String method, AttributesBuilder said) {
    if (METHODS.contains(method)) {
      said.put("http.request.method", method);
      return method;
    }
    said.put("http.request.method", "_OTHER");
    said.put("http.request.method_original", method);
    return "HTTP";
  }

  /** Backends are called by their URLs, those that share a count by a word. */
  private static void backend(String backend, AttributesBuilder said) {
    int host = backend.indexOf("://");
    Authority named = host < 0 ? null : Authority.parse(backend.substring(host + 3));
    if (named == null) {
      said.put("server.address", backend);
      return;
    }
    String scheme = backend.substring(0, host);
    said.put("url.scheme", scheme);
    said.put("server.address", named.host());
    int usual = scheme.equals("https") ? 443 : 80;
    said.put("server.port", named.port() > 0 ? named.port() : usual);
  }

  private static String version(String protocol) {
    return protocol.equals("HTTP/2.0") ? "2" : protocol.substring(protocol.indexOf('/') + 1);
  }

  private static void put(AttributesBuilder said, String name, @Nullable String value) {
    if (value != null) {
      said.put(name, value);
    }
  }

  private static SpanContext context(Trace trace, long span) {
    return SpanContext.create(
        trace.span().traceId(),
        TraceParent.spanId(span),
        TraceFlags.getSampled(),
        state(trace.state()));
  }

  private static SpanContext parent(Trace trace) {
    return trace.parent() == 0
        ? SpanContext.getInvalid()
        : SpanContext.createFromRemoteParent(
            trace.span().traceId(),
            TraceParent.spanId(trace.parent()),
            trace.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
            state(trace.state()));
  }

  private static TraceState state(String text) {
    TraceStateBuilder builder = TraceState.builder();
    if (!text.isEmpty()) {
      List<String> members = List.of(text.split(",", -1));
      for (String member : members.reversed()) { // what is put last stands first
        int equals = member.indexOf('=');
        builder.put(member.substring(0, equals), member.substring(equals + 1));
      }
    }
    return builder.build();
  }
}
