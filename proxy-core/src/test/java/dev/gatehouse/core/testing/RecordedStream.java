package dev.gatehouse.core.testing;

import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's side that keeps what it is told. The test owns the body of the recorded answer. */
public final class RecordedStream implements ServerStream {
  private final List<Response> interim = new ArrayList<>();
  private @Nullable Response response;
  private @Nullable Failure aborted;

  @Override
  public void inform(Response interim) {
    this.interim.add(interim);
  }

  @Override
  public void respond(Response response) {
    if (this.response != null) {
      throw new AssertionError("a second answer: " + response.status());
    }
    this.response = response;
  }

  @Override
  public void abort(Failure failure) {
    this.aborted = failure;
  }

  public List<Response> interim() {
    return interim;
  }

  /** The answer; null if there is none yet. */
  public @Nullable Response response() {
    return response;
  }

  /** Why the stream was aborted; null if it was not. */
  public @Nullable Failure aborted() {
    return aborted;
  }
}
