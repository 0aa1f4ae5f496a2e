package dev.gatehouse.core.transport.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeadScanTest {
  private final HeadScan scan = new HeadScan(10, 20);
  private final ByteBuf in = Unpooled.buffer();

  @AfterEach
  void release() {
    in.release();
  }

  @Test
  void looksAtTheFirstBytesAndThenAtEachLineEnd() {
    assertThat(more("GET")).isEqualTo(3);
    assertThat(more(" /a")).isZero();
    assertThat(more("\r\n")).isEqualTo(8);
    assertThat(more("b")).isZero();
  }

  @Test
  void looksWhenALimitIsPassedThatNoLineEndAnnounces() {
    assertThat(more("0123456789")).isEqualTo(10);
    assertThat(more("x")).as("the line is too long").isEqualTo(11);
    assertThat(more("x")).isZero();
    assertThat(more("xxxxxxxxxxxx")).as("the head is too large").isEqualTo(20);
  }

  @Test
  void looksAgainAtWhatLiesThereForTheNextHead() {
    assertThat(more("GET")).isEqualTo(3);
    scan.restart();
    assertThat(scan.worthParsing(in)).isEqualTo(3);
  }

  private int more(String text) {
    in.writeCharSequence(text, StandardCharsets.US_ASCII);
    return scan.worthParsing(in);
  }
}
