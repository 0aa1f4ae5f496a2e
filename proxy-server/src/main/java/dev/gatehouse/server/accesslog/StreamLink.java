package dev.gatehouse.server.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Lines in a stream, each behind its length or before a line feed. A line counts as sent when the
 * system has taken all of it; whatever else is lost with a connection is sent again over the next.
 */
final class StreamLink implements SyslogLink {
  private static final int ROOM = 1 << 16;
  private static final int MOST_LINES = 1 << 10;

  private final ProtocolFamily family;
  private final Address address;
  private final boolean counting;
  private final LineReader reader = new LineReader();
  private @Nullable SocketChannel channel;

  /** What the server says is ignored. */
  private final ByteBuffer unread = ByteBuffer.allocateDirect(512);

  /** Frames on their way; what remains is not sent. */
  private ByteBuffer frames = ByteBuffer.allocateDirect(ROOM).limit(0);

  /** Where each of the frames ends, and how many bytes its line has in the ring. */
  private final int[] ends = new int[MOST_LINES];

  private final int[] sizes = new int[MOST_LINES];
  private int count;
  private int sent;

  /** Where to connect to. */
  interface Address {
    SocketAddress find() throws IOException;
  }

  StreamLink(ProtocolFamily family, Address address, SyslogSettings.Framing framing) {
    this.family = family;
    this.address = address;
    this.counting = framing == SyslogSettings.Framing.OCTET_COUNTING;
  }

  @Override
  public boolean open() throws IOException {
    SocketChannel open = channel;
    if (open != null) {
      return open.isConnected() || open.finishConnect();
    }
    SocketAddress to = address.find();
    SocketChannel made =
        family == StandardProtocolFamily.UNIX
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    channel = made;
    made.configureBlocking(false);
    return made.connect(to);
  }

  @Override
  public long send(ByteBuffer[] lines) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      throw new ClosedChannelException();
    }
    if (!frames.hasRemaining()) {
      expectNoEnd(open);
      fill(lines);
    }
    open.write(frames);
    long done = 0;
    while (sent < count && ends[sent] <= frames.position()) {
      done += sizes[sent++];
    }
    return done;
  }

  /** The system takes what is sent to a server that has closed, and loses it. */
  private void expectNoEnd(SocketChannel open) throws IOException {
    if (open.read(unread.clear()) < 0) {
      throw new IOException("the server has closed the connection");
    }
  }

  private void fill(ByteBuffer[] lines) {
    frames.clear();
    count = 0;
    sent = 0;
    while (count < MOST_LINES && frames.position() < ROOM / 2) {
      ByteBuffer line = reader.next(lines);
      if (line == null) {
        break;
      }
      int size = line.remaining();
      room(size);
      if (counting) {
        frames.put(Integer.toString(size).getBytes(US_ASCII)).put((byte) ' ').put(line);
      } else {
        frames.put(line).put((byte) '\n');
      }
      ends[count] = frames.position();
      sizes[count++] = size + 1;
    }
    frames.flip();
  }

  /** Makes room for a line of {@code size} bytes and its frame. */
  private void room(int size) {
    int needed = size + "2147483647 ".length();
    if (frames.remaining() < needed) {
      ByteBuffer larger = ByteBuffer.allocateDirect(frames.position() + needed);
      frames = larger.put(frames.flip());
    }
  }

  @Override
  public boolean busy() {
    return frames.hasRemaining();
  }

  @Override
  public void close() throws IOException {
    frames.clear().limit(0);
    count = 0;
    sent = 0;
    SocketChannel old = channel;
    channel = null;
    if (old != null) {
      old.close();
    }
  }
}
