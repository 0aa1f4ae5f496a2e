package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameTrackerTest {
  private final FrameTracker tracker = new FrameTracker();

  private static byte[] bytes(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  private int follow(byte[] bytes, boolean untilBoundary) {
    ByteBuf piece = Unpooled.wrappedBuffer(bytes);
    int followed = tracker.follow(piece, untilBoundary);
    assertThat(piece.readerIndex()).isZero();
    piece.release();
    return followed;
  }

  @Test
  void beginsBetweenFrames() {
    assertThat(tracker.atBoundary()).isTrue();
  }

  @Test
  void findsTheBoundariesOfFramesOfEveryLength() {
    List<byte[]> frames = new ArrayList<>();
    frames.add(bytes(0x89, 0));
    frames.add(bytes(0x81, 3, 'a', 'b', 'c'));
    frames.add(bytes(0x81, 0x82, 1, 2, 3, 4, 'x', 'y'));
    frames.add(bytes(0x02, 0x80, 1, 2, 3, 4));
    byte[] medium = new byte[4 + 300];
    medium[0] = (byte) 0x82;
    medium[1] = 126;
    medium[2] = 1;
    medium[3] = 44;
    frames.add(medium);
    byte[] masked = new byte[14 + 70_000];
    masked[0] = (byte) 0x82;
    masked[1] = (byte) 0xff;
    masked[7] = 1;
    masked[8] = 0x11;
    masked[9] = 0x70;
    frames.add(masked);
    for (byte[] frame : frames) {
      for (int i = 0; i < frame.length - 1; i++) {
        follow(new byte[] {frame[i]}, false);
        assertThat(tracker.atBoundary()).isFalse();
      }
      follow(new byte[] {frame[frame.length - 1]}, false);
      assertThat(tracker.atBoundary()).isTrue();
    }
  }

  @Test
  void stopsAtTheFirstBoundaryWhenAsked() {
    assertThat(follow(bytes(0x81, 1, 'a', 0x81, 1, 'b'), true)).isEqualTo(3);
    assertThat(tracker.atBoundary()).isTrue();
  }

  @Test
  void followsSeveralFramesInOnePiece() {
    assertThat(follow(bytes(0x81, 1, 'a', 0x81, 1, 'b', 0x81), false)).isEqualTo(7);
    assertThat(tracker.atBoundary()).isFalse();
  }

  @Test
  void seesACloseFrame() {
    follow(bytes(0x88, 2, 3), false);
    assertThat(tracker.closed()).isFalse();
    follow(bytes(0xe8), false);
    assertThat(tracker.closed()).isTrue();
  }

  @Test
  void findsNoBoundaryBehindALengthThatIsNone() {
    assertThat(follow(bytes(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3), true)).isEqualTo(13);
    assertThat(tracker.atBoundary()).isFalse();
  }
}
