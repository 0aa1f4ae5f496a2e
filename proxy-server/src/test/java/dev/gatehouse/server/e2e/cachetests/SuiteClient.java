package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.Message;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The suite's client: one request, one connection. */
final class SuiteClient {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Edition edition;
  private final InetSocketAddress proxy;

  SuiteClient(Edition edition, InetSocketAddress proxy) {
    this.edition = edition;
    this.proxy = proxy;
  }

  /**
   * Sends the request of a step.
   *
   * @param number counted from 1
   * @param before what the request before it got
   */
  Got ask(Case played, String token, int number, @Nullable Got before) throws IOException {
    Step step = played.steps().get(number - 1);
    try (Socket connection = new Socket(proxy.getAddress(), proxy.getPort())) {
      connection.setSoTimeout(PATIENCE_MILLIS);
      connection.setTcpNoDelay(true);
      String request = request(played, step, token, number, before);
      connection.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      connection.getOutputStream().flush();
      return read(new BufferedInputStream(connection.getInputStream()), step.method());
    }
  }

  private String request(Case played, Step step, String token, int number, @Nullable Got before) {
    List<Step.Item> given = step.items("request_headers");
    List<String> lines = edition.ownFields(!given.isEmpty());
    String now = before == null ? null : before.field("Server-Now");
    for (Step.Item field : given) {
      lines.add(field.name() + ": " + Magic.value(step, field, now, "", null));
    }
    lines.add("Test-Name: " + played.name());
    lines.add("Test-ID: " + played.id());
    lines.add("Req-Num: " + number);
    String content = step.has("request_body") ? step.text("request_body") : null;
    if (content != null) {
      lines.add("Content-Type: text/plain;charset=UTF-8");
      lines.add("Content-Length: " + content.length());
    }
    return "%s /test/%s%s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n%s\r\n%s"
        .formatted(
            step.method(),
            token,
            step.tail(),
            "127.0.0.1",
            proxy.getPort(),
            joined(lines),
            content == null ? "" : content);
  }

  /** fetch() sends fields of one name as one line. */
  private static String joined(List<String> lines) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      byName.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line,
          (first, next) -> first + ", " + next.substring(colon + 1).strip());
    }
    return String.join("\r\n", byName.values()) + "\r\n";
  }

  private static Got read(InputStream in, String method) throws IOException {
    List<Got.Interim> interim = new ArrayList<>();
    for (; ; ) {
      Message head = Message.readHead(in);
      if (head == null) {
        throw new EOFException("no answer");
      }
      if (head.status() >= 200) {
        boolean none = method.equals("HEAD") || head.status() == 204 || head.status() == 304;
        Message whole = none ? head : head.withContent(in, true);
        return new Got(interim, whole.status(), Fields.ofResponse(whole), whole.text());
      }
      interim.add(new Got.Interim(head.status(), Fields.ofResponse(head)));
    }
  }
}
