package dev.gatehouse.server.e2e;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket, over HTTP/1.1. */
final class JdkWebSocket implements WebSocketClient, WebSocket.Listener {
  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closings = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final WebSocket socket;

  JdkWebSocket(HttpClient client, URI uri) throws Exception {
    URI web = URI.create(uri.toString().replaceFirst("^http", "ws"));
    this.socket =
        client
            .newWebSocketBuilder()
            .subprotocols("chat")
            .buildAsync(web, this)
            .get(15, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] piece = new byte[data.remaining()];
    data.get(piece);
    message.writeBytes(piece);
    if (last) {
      messages.add(message.toByteArray());
      message.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    return onBinary(from, ByteBuffer.wrap(data.toString().getBytes(StandardCharsets.UTF_8)), last);
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    closings.add(status);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closings.add(1006);
  }

  @Override
  public void send(byte[] bytes) throws Exception {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).get(30, TimeUnit.SECONDS);
  }

  @Override
  public void send(String text) throws Exception {
    socket.sendText(text, true).get(30, TimeUnit.SECONDS);
  }

  @Override
  public byte @Nullable [] receive() throws Exception {
    return messages.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable Integer closing() throws Exception {
    return closings.poll(15, TimeUnit.SECONDS);
  }

  @Override
  public void end(int status) throws Exception {
    socket.sendClose(status, "").get(15, TimeUnit.SECONDS);
  }

  @Override
  public String protocol() {
    return socket.getSubprotocol();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
