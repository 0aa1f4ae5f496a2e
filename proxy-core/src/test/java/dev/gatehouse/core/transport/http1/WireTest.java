package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client's HTTP/1 connection makes of bytes, case by case: each is sent whole, and again one
 * byte at a time, and must give the same requests, answers and end both times.
 */
final class WireTest {
  private static final ClientLimits LIMITS =
      new ClientLimits(256, 1024, 16, 10_000, 30_000, 60_000, 75_000);

  @TestFactory
  Stream<DynamicTest> wholeAtOnce() {
    return CaseTable.tests(WireTest.class, "requests.txt", of -> check(of, false));
  }

  @TestFactory
  Stream<DynamicTest> byteByByte() {
    return CaseTable.tests(WireTest.class, "requests.txt", of -> check(of, true));
  }

  private static void check(CaseTable.Case of, boolean single) {
    Echo echo = new Echo();
    EmbeddedChannel channel = new EmbeddedChannel();
    Loop loop = new Loop(channel.eventLoop(), 0, new ManualClock());
    channel.pipeline().addLast(new Http1ServerConnection(loop, echo, info(), LIMITS));
    byte[] bytes = unescape(String.join("", of.all(">")));
    for (int at = 0; at < bytes.length && channel.isOpen(); ) {
      int length = single ? 1 : bytes.length;
      channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
      channel.runPendingTasks();
      at += length;
    }
    StringBuilder sent = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      sent.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    assertThat(echo.seen).as("requests").isEqualTo(of.all("request"));
    assertThat(escape(sent.toString())).as("answers").isEqualTo(String.join("", of.all("<")));
    assertThat(channel.isOpen()).as("open").isEqualTo(of.one("end", "open").equals("open"));
    channel.finishAndReleaseAll();
  }

  private static ConnectionInfo info() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    return new ConnectionInfo("web", any, "127.0.0.1", any, null);
  }

  static byte[] unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 's' -> out.append(' ');
        case 'x' -> {
          out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
        case '*' -> { // \*N*c : the character c, N times
          int end = text.indexOf('*', i + 1);
          out.repeat(text.charAt(end + 1), Integer.parseInt(text.substring(i + 1, end)));
          i = end + 1;
        }
        default -> throw new IllegalArgumentException("escape: \\" + next);
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static String escape(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }

  /** Answers every request with its own description; a refused one with its reason. */
  private static final class Echo implements Intake {
    final List<String> seen = new ArrayList<>();

    @Override
    public void dispatch(Exchange exchange) {
      Request request = exchange.request();
      StringBuilder content = new StringBuilder();
      collect(exchange, request, content);
    }

    private void collect(Exchange exchange, Request request, StringBuilder content) {
      Body body = request.body();
      while (true) {
        ByteBuf piece = body.read();
        if (piece != null) {
          content.append(piece.toString(StandardCharsets.ISO_8859_1));
          piece.release();
          continue;
        }
        Failure failure = body.failure();
        if (failure != null) {
          answer(exchange, failure.reason().status(), failure.reason().code());
          return;
        }
        if (!body.ended()) {
          body.demand(() -> collect(exchange, request, content));
          return;
        }
        break;
      }
      StringBuilder line =
          new StringBuilder(request.method())
              .append(' ')
              .append(request.authority().text())
              .append(' ')
              .append(request.path());
      if (request.query() != null) {
        line.append('?').append(request.query());
      }
      request.headers().remove("connection");
      if (!request.headers().isEmpty()) {
        line.append(" [")
            .append(request.headers().toString().strip().replace("\n", "; "))
            .append(']');
      }
      if (request.body() != Body.empty()) {
        line.append(" = ").append(content);
      }
      Headers trailers = request.body().trailers();
      if (trailers != null) {
        line.append(" +[").append(trailers.toString().strip()).append(']');
      }
      seen.add(line.toString());
      answer(exchange, 200, "ok");
    }

    @Override
    public void refuse(Exchange exchange, Failure failure) {
      answer(exchange, failure.reason().status(), failure.reason().code());
    }

    private static void answer(Exchange exchange, int status, String text) {
      Body body = new BufferBody(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
      exchange.stream().respond(new Response(status, new Headers(), body));
    }
  }
}
