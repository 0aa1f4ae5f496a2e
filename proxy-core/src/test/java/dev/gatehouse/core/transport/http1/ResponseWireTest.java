package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.WebSocketKey;
import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.connection.BackendConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a connection to a backend makes of bytes, case by case: what who asked hears, and whether
 * the connection is kept. Each is played whole, and again one byte at a time.
 */
final class ResponseWireTest {
  private static final Pattern KEY = Pattern.compile("sec-websocket-key: (\\S+)\r\n");
  private static final long AGE = Duration.ofMinutes(10).toNanos();

  @TestFactory
  Stream<DynamicTest> wholeAtOnce() {
    return CaseTable.tests(
        ResponseWireTest.class, "responses.txt", of -> new Play(of, false).run());
  }

  @TestFactory
  Stream<DynamicTest> byteByByte() {
    return CaseTable.tests(ResponseWireTest.class, "responses.txt", of -> new Play(of, true).run());
  }

  @TestFactory
  Stream<DynamicTest> agreementsWholeAtOnce() {
    return CaseTable.tests(
        ResponseWireTest.class, "agreements.txt", of -> new Play(of, false).run());
  }

  @TestFactory
  Stream<DynamicTest> agreementsByteByByte() {
    return CaseTable.tests(
        ResponseWireTest.class, "agreements.txt", of -> new Play(of, true).run());
  }

  /** One case on one connection. */
  private static final class Play implements BackendConnection.Owner, FedBody.Feed {
    private final CaseTable.Case of;
    private final boolean single;
    private final ManualClock clock = new ManualClock();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RecordedAnswers heard = new RecordedAnswers();
    private final FedBody upload = new FedBody(Body.UNKNOWN_LENGTH, this);
    private final Http1BackendConnection connection;
    private final StringBuilder sent = new StringBuilder();
    private int freed;
    private int retired;
    private boolean uploadAbandoned;

    Play(CaseTable.Case of, boolean single) {
      this.of = of;
      this.single = single;
      Loop loop = new Loop(channel.eventLoop(), 0, clock);
      connection =
          new Http1BackendConnection(
              loop, this, Integer.parseInt(of.one("requests", "100")), clock.nanos() + AGE);
      channel.pipeline().addLast(connection);
    }

    void run() {
      if (!of.lines().contains("idle")) {
        request();
      }
      of.lines().forEach(this::step);
      assertThat(heard.lines()).as("heard").isEqualTo(of.all("hear"));
      assertThat(retired).as("retired").isEqualTo(of.one("end", "kept").equals("kept") ? 0 : 1);
      assertThat(channel.isOpen()).as("open").isEqualTo(retired == 0);
      assertThat(freed).as("freed").isEqualTo(Integer.parseInt(of.one("freed", "" + freed)));
      assertThat(connection.room())
          .as("room")
          .isEqualTo(Integer.parseInt(of.one("room", "" + connection.room())));
      if (!of.all(">").isEmpty()) {
        drain();
        assertThat(WireText.escape(KEY.matcher(sent).replaceAll("sec-websocket-key: {key}\r\n")))
            .isEqualTo(String.join("", of.all(">")));
      }
      assertThat(uploadAbandoned)
          .as("upload given up")
          .isEqualTo(of.lines().contains("abandoned upload"));
      channel.finishAndReleaseAll();
      assertThat(retired).as("retired, after the channel closed").isEqualTo(1);
      upload.discard();
    }

    private void step(String line) {
      if (line.startsWith("< ")) {
        receive(WireText.unescape(answerTo(line.substring(2))));
      } else if (line.startsWith("say ")) {
        upload.offer(Unpooled.copiedBuffer(line.substring(4), StandardCharsets.US_ASCII));
      } else if (line.equals("tunnel")) {
        connection.tunnel(upload);
      } else if (line.equals("backend says its end")) {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      } else if (line.equals("close")) {
        channel.close();
      } else if (line.equals("reset")) {
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        channel.close(); // as transports do
      } else if (line.equals("unwritable")) {
        channel.pipeline().fireExceptionCaught(new IOException("Broken pipe"));
      } else if (line.equals("close unheard")) {
        channel.unsafe().close(channel.newPromise()); // the connection is told later in the turn
        return;
      } else if (line.equals("ask unflushed")) {
        ask();
        return;
      } else if (line.equals("again")) {
        request();
      } else if (line.equals("cancel")) {
        connection.cancel(heard);
      } else if (line.equals("retire")) {
        connection.close();
      } else if (line.equals("uploaded")) {
        upload.complete(null);
      } else if (line.startsWith("wait ")) {
        clock.advance(Duration.ofMinutes(Long.parseLong(line.substring(5))));
      }
      channel.runPendingTasks();
    }

    private void request() {
      ask();
      channel.runPendingTasks();
    }

    private void ask() {
      Headers headers = of.headers("header");
      boolean uploads = !of.one("upload", "").isEmpty() && !uploadAbandoned && !upload.over();
      if (uploads) {
        upload.offer(Unpooled.copiedBuffer(of.one("upload"), StandardCharsets.US_ASCII));
      }
      Request request =
          new Request(
              Methods.of(of.one("method", "GET")),
              HttpVersion.HTTP_1_1,
              "http",
              new Authority("x", "x", -1),
              "/",
              "/p",
              of.one("query", "").isEmpty() ? null : of.one("query"),
              headers,
              uploads ? upload : Body.empty());
      request.upgrade(of.all("upgrade").isEmpty() ? null : of.one("upgrade"));
      heard.asks(request);
      connection.open(heard);
    }

    /** Puts the proof for the key that was sent in its place. */
    private String answerTo(String line) {
      drain();
      Matcher key = KEY.matcher(sent);
      return key.find() ? line.replace("{accept}", WebSocketKey.accept(key.group(1))) : line;
    }

    private void receive(byte[] bytes) {
      int length = single ? 1 : bytes.length;
      for (int at = 0; at < bytes.length && channel.isOpen(); at += length) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
        channel.runPendingTasks();
      }
    }

    private void drain() {
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        sent.append(out.toString(StandardCharsets.ISO_8859_1));
        out.release();
      }
    }

    @Override
    public void freed(BackendConnection which) {
      freed++;
    }

    @Override
    public void retired(BackendConnection which) {
      retired++;
    }

    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {
      uploadAbandoned = true;
    }
  }
}
