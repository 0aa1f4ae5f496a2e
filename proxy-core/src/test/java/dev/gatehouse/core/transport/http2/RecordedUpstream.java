package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for a stream to a backend and keeps what it hears. */
final class RecordedUpstream implements UpstreamListener {
  final List<String> heard = new ArrayList<>();
  private @Nullable UpstreamStream stream;
  private @Nullable Response response;

  UpstreamStream stream() {
    if (stream == null) {
      throw new AssertionError("no stream: " + heard);
    }
    return stream;
  }

  Response response() {
    if (response == null) {
      throw new AssertionError("no response: " + heard);
    }
    return response;
  }

  @Override
  public void acquired(UpstreamStream acquired) {
    stream = acquired;
  }

  @Override
  public void requestSent() {
    heard.add("sent");
  }

  @Override
  public void informed(Response interim) {
    heard.add("informed " + interim.status());
  }

  @Override
  public void responded(Response answer) {
    heard.add("responded " + answer.status());
    response = answer;
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    heard.add("failed " + failure.reason().code() + (sent ? " sent" : " unsent"));
  }
}
