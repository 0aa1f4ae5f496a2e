package dev.gatehouse.server.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * A collector of traces that speaks OTLP over HTTP: reads messages by the numbers of their fields
 * in opentelemetry/proto/trace/v1, so that what the library writes is not read by itself.
 */
final class Collector implements AutoCloseable {
  /**
   * A span as it arrived.
   *
   * @param kind 2 of a server, 3 of a client
   * @param status 0 unset, 2 error
   * @param attributes strings, numbers and truths as text
   * @param resource likewise
   */
  record Span(
      String trace,
      String id,
      String parent,
      String state,
      String name,
      long kind,
      long start,
      long end,
      long status,
      Map<String, String> attributes,
      List<String> events,
      Map<String, String> resource) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
  private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
  private volatile int answer = 200;

  private Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/otlp/v1/traces", this::take);
    server.start();
  }

  static Collector start() {
    return new Collector();
  }

  /** The base URL. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/otlp";
  }

  /** Answers with {@code status} from now on, and takes nothing unless it is 200. */
  void answers(int status) {
    answer = status;
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The spans once there are {@code count}, those of servers first. */
  List<Span> spans(int count) {
    Await.until(count + " spans", () -> spans.size() >= count);
    return spans.stream().sorted((a, b) -> Long.compare(a.kind, b.kind)).toList();
  }

  /** The Authorization of each request. */
  Queue<String> authorizations() {
    return authorizations;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      byte[] content = body.readAllBytes();
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      if (answer == 200) {
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
          content = new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes();
        }
        request(UnknownFieldSet.parseFrom(content));
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  private void request(UnknownFieldSet request) throws IOException {
    for (UnknownFieldSet ofResource : messages(request.getField(1))) {
      Map<String, String> resource =
          attributes(messages(ofResource.getField(1)).getFirst().getField(1));
      for (UnknownFieldSet ofScope : messages(ofResource.getField(2))) {
        for (UnknownFieldSet span : messages(ofScope.getField(2))) {
          spans.add(span(span, resource));
        }
      }
    }
  }

  private static Span span(UnknownFieldSet span, Map<String, String> resource) throws IOException {
    List<String> events = new ArrayList<>();
    for (UnknownFieldSet event : messages(span.getField(11))) {
      events.add(text(event.getField(2)));
    }
    List<UnknownFieldSet> status = messages(span.getField(15));
    return new Span(
        hex(span.getField(1)),
        hex(span.getField(2)),
        hex(span.getField(4)),
        text(span.getField(3)),
        text(span.getField(5)),
        number(span.getField(6)),
        span.getField(7).getFixed64List().getFirst(),
        span.getField(8).getFixed64List().getFirst(),
        status.isEmpty() ? 0 : number(status.getFirst().getField(3)),
        attributes(span.getField(9)),
        events,
        resource);
  }

  private static Map<String, String> attributes(Field field) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    for (UnknownFieldSet pair : messages(field)) {
      UnknownFieldSet value = messages(pair.getField(2)).getFirst();
      all.put(
          text(pair.getField(1)),
          value.hasField(1)
              ? text(value.getField(1))
              : Long.toString(number(value.getField(value.hasField(3) ? 3 : 2))));
    }
    return all;
  }

  private static List<UnknownFieldSet> messages(Field field) throws IOException {
    List<UnknownFieldSet> all = new ArrayList<>();
    for (ByteString each : field.getLengthDelimitedList()) {
      all.add(UnknownFieldSet.parseFrom(each));
    }
    return all;
  }

  private static String text(Field field) {
    return field.getLengthDelimitedList().isEmpty()
        ? ""
        : field.getLengthDelimitedList().getFirst().toStringUtf8();
  }

  private static String hex(Field field) {
    return field.getLengthDelimitedList().isEmpty()
        ? ""
        : HexFormat.of().formatHex(field.getLengthDelimitedList().getFirst().toByteArray());
  }

  private static long number(Field field) {
    return field.getVarintList().isEmpty() ? 0 : field.getVarintList().getFirst();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
