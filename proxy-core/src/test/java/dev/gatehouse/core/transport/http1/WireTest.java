package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.testing.CaseTable;
import dev.gatehouse.core.testing.ManualClock;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client's HTTP/1 connection makes of bytes, case by case: each is sent whole, and again one
 * byte at a time, and must give the same requests, answers and end both times.
 */
final class WireTest {
  private static final ClientLimits LIMITS =
      new ClientLimits(256, 1024, 16, 10_000, 30_000, 0, 60_000, 75_000, 10_000, 3_600_000);

  @TestFactory
  Stream<DynamicTest> wholeAtOnce() {
    return CaseTable.tests(WireTest.class, "requests.txt", of -> check(of, false));
  }

  @TestFactory
  Stream<DynamicTest> byteByByte() {
    return CaseTable.tests(WireTest.class, "requests.txt", of -> check(of, true));
  }

  @TestFactory
  Stream<DynamicTest> upgradesWholeAtOnce() {
    return CaseTable.tests(WireTest.class, "upgrades.txt", of -> check(of, false));
  }

  @TestFactory
  Stream<DynamicTest> upgradesByteByByte() {
    return CaseTable.tests(WireTest.class, "upgrades.txt", of -> check(of, true));
  }

  private static void check(CaseTable.Case of, boolean single) {
    ScriptedIntake intake = new ScriptedIntake();
    ManualClock clock = new ManualClock();
    EmbeddedChannel channel = new EmbeddedChannel();
    Loop loop = new Loop(channel.eventLoop(), 0, clock);
    Http1ServerConnection connection =
        new Http1ServerConnection(loop, intake, info(), LIMITS, ConnectionObserver.NONE);
    channel.pipeline().addLast(connection);
    for (String line : of.lines()) {
      if (line.startsWith("> ")) {
        send(channel, WireText.unescape(line.substring(2)), single);
      } else if (line.startsWith("wait ")) {
        clock.advance(Duration.ofSeconds(Long.parseLong(line.substring(5))));
        loop.deadlines().sweep(clock.nanos());
      } else if (line.equals("drain")) {
        connection.drain();
      } else if (line.equals("client says its end")) {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      } else if (line.equals("client closes")) {
        channel.close();
      } else if (line.equals("go")) {
        intake.go();
      }
      channel.runPendingTasks();
    }
    assertThat(intake.seen()).as("requests").isEqualTo(of.all("request"));
    assertThat(WireText.escape(sent(channel)))
        .as("answers")
        .isEqualTo(String.join("", of.all("<")));
    assertThat(intake.ends()).as("ends").isEqualTo(of.all("ended"));
    assertThat(channel.isOpen()).as("open").isEqualTo(of.one("end", "open").equals("open"));
    channel.finishAndReleaseAll();
    assertThat(intake.open()).as("exchanges that never ended").isZero();
  }

  private static void send(EmbeddedChannel channel, byte[] bytes, boolean single) {
    int length = single ? 1 : bytes.length;
    for (int at = 0; at < bytes.length && channel.isOpen(); at += length) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
      channel.runPendingTasks();
    }
  }

  private static String sent(EmbeddedChannel channel) {
    StringBuilder sent = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      sent.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return sent.toString();
  }

  static ConnectionInfo info() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    return new ConnectionInfo("web", any, "127.0.0.1", any, null);
  }
}
