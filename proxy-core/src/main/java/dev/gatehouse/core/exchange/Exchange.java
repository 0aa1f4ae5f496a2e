package dev.gatehouse.core.exchange;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Authority;
import org.jspecify.annotations.Nullable;

/**
 * One request and what becomes of it, from its decoded head to its end: the values that filters
 * share, the marks that logs and metrics are made from, and the one place where it ends.
 *
 * <p>It ends exactly once: {@link #sent} (the answer is out) or {@link #cut} (it never will be).
 * Then the work for it is cancelled, the request's body is discarded, and the observer is told.
 *
 * <p>Confined to the event loop of the client's connection.
 */
public final class Exchange {
  /** Work that is under way for an exchange and stops when the exchange is over. */
  public interface Work {
    /**
     * The exchange is over; {@code failure} says why if it was cut, null if the answer went out.
     */
    void over(@Nullable Failure failure);

    /** The connection is to end soon: what would not end by itself is ended in order. */
    default void drain() {}
  }

  private final Request request;
  private final ConnectionInfo connection;
  private final ServerStream stream;
  private final LoopScope loop;
  private final Authority authority;
  private @Nullable ExchangeObserver observer;
  private @Nullable Work work;
  private @Nullable String id;
  private String clientAddress;
  private @Nullable String route;
  private @Nullable String pool;
  private @Nullable String backend;
  private @Nullable Failure failure;
  private @Nullable Trail trail;
  private @Nullable CacheNote cache;
  private short status;
  private short attempts;
  private long requestBytes;
  private long responseBytes;
  private long held;
  // The marks: fields, as an array of its own would cost each exchange another object.
  private long headAt;
  private long acquireAt;
  private long acquiredAt;
  private long requestSentAt;
  private long responseHeadAt;
  private long answerAt;
  private long endAt;
  private boolean first;
  private boolean lasting;
  private boolean tunnel;
  private boolean over;

  public Exchange(Request request, ConnectionInfo connection, ServerStream stream, LoopScope loop) {
    this(request, connection, stream, loop, loop.clock().nanos());
  }

  /**
   * @param headAt when the request's head was decoded, in nanoseconds
   */
  public Exchange(
      Request request,
      ConnectionInfo connection,
      ServerStream stream,
      LoopScope loop,
      long headAt) {
    this.request = request;
    this.connection = connection;
    this.stream = stream;
    this.loop = loop;
    this.authority = request.authority();
    this.clientAddress = connection.peerText();
    this.headAt = headAt;
  }

  public Request request() {
    return request;
  }

  public ConnectionInfo connection() {
    return connection;
  }

  public ServerStream stream() {
    return stream;
  }

  /** What the exchange's event loop owns: connection pools, deadlines, the clock. */
  public LoopScope loop() {
    return loop;
  }

  /** The id that log lines, error bodies and the backend see; made when first asked for. */
  public String id() {
    String known = id;
    if (known == null) {
      known = loop.nextRequestId();
      id = known;
    }
    return known;
  }

  /** Takes over the id that a trusted proxy in front has given. */
  public void id(String id) {
    this.id = id;
  }

  /**
   * The client's address in text: the peer's, or what trusted proxies in front say (RFC 7239 §5.2).
   */
  public String clientAddress() {
    return clientAddress;
  }

  public void clientAddress(String address) {
    this.clientAddress = address;
  }

  /** The matched route's name, null if none matched. */
  public @Nullable String route() {
    return route;
  }

  /** Binds the exchange to its route; {@code observer} is told of its end. */
  public void routed(@Nullable String route, ExchangeObserver observer) {
    this.route = route;
    this.observer = observer;
  }

  /** The name of the pool of the last attempt; null before the first. */
  public @Nullable String pool() {
    return pool;
  }

  /** The backend of the last attempt, as configured; null before the first. */
  public @Nullable String backend() {
    return backend;
  }

  /** Notes an attempt to reach {@code backend}. */
  public void attempt(String pool, String backend) {
    this.pool = pool;
    this.backend = backend;
    attempts++;
  }

  /** Of several attempts side by side, that at {@code backend} was answered. */
  public void answeredBy(String backend) {
    this.backend = backend;
  }

  /** Takes over what {@code other} knows, which has asked a backend for this one. */
  public void adopt(Exchange other) {
    pool = other.pool;
    backend = other.backend;
    attempts = other.attempts;
    if (other.trail != null) {
      noted().adopt(other.trail);
    }
    acquireAt = other.acquireAt;
    acquiredAt = other.acquiredAt;
    requestSentAt = other.requestSentAt;
    responseHeadAt = other.responseHeadAt;
  }

  /** Notes why the request is not tried again: a name for logs. */
  public void retryRefused(String why) {
    noted().retryRefused(why);
  }

  /** Why the request was not tried again; null if that was no question. */
  public @Nullable String retryRefused() {
    return trail == null ? null : trail.retryRefused();
  }

  /** What there is to tell beyond the marks; null if there is nothing so far. */
  public @Nullable Trail trail() {
    return trail;
  }

  /** The same, to add to. */
  public Trail noted() {
    Trail known = trail == null ? new Trail() : trail;
    trail = known;
    return known;
  }

  /** The exchange's place in a trace; null if it has none. */
  public @Nullable Trace trace() {
    return trail == null ? null : trail.trace();
  }

  /** Takes note that this is the first exchange of its connection. */
  public void opensConnection() {
    first = true;
  }

  /** True for the first exchange of its connection. */
  public boolean isFirst() {
    return first;
  }

  /** Takes note that the answer is a stream without an end in sight. */
  public void answerLasts() {
    lasting = true;
  }

  /** True if it goes on for as long as both sides like: a tunnel, a gRPC call, an event stream. */
  public boolean lasts() {
    return lasting || tunnel || request.isGrpc();
  }

  /** Notes what the route's cache did. */
  public void cache(CacheNote note) {
    this.cache = note;
  }

  /** What the route's cache did; null if it has none. */
  public @Nullable CacheNote cache() {
    return cache;
  }

  /** How many times a backend was tried. */
  public int attempts() {
    return attempts;
  }

  /** The status the client was answered with; 0 if it got none. */
  public int status() {
    return status;
  }

  public void status(int status) {
    this.status = (short) status;
  }

  /** What went wrong, null if nothing did. The first failure stays: later ones follow from it. */
  public @Nullable Failure failure() {
    return failure;
  }

  public void failed(Failure failure) {
    if (this.failure == null) {
      this.failure = failure;
    }
  }

  /** Content bytes received from the client. */
  public long requestBytes() {
    return requestBytes;
  }

  public void addRequestBytes(long bytes) {
    requestBytes += bytes;
  }

  /**
   * Takes note that filters keep {@code bytes} more of the request in memory, or fewer if negative.
   */
  public void holds(long bytes) {
    held += bytes;
  }

  /** Bytes that filters keep of the request in memory. */
  public long held() {
    return held;
  }

  /** Content bytes handed to the client's connection. */
  public long responseBytes() {
    return responseBytes;
  }

  public void addResponseBytes(long bytes) {
    responseBytes += bytes;
  }

  public void mark(Mark mark) {
    long now = loop.clock().nanos();
    switch (mark) {
      case HEAD -> headAt = now;
      case ACQUIRE -> acquireAt = now;
      case ACQUIRED -> acquiredAt = now;
      case REQUEST_SENT -> requestSentAt = now;
      case RESPONSE_HEAD -> responseHeadAt = now;
      case ANSWER -> answerAt = now;
      case END -> endAt = now;
    }
  }

  /** When {@code mark} happened, in nanoseconds of the loop's clock; 0 if it did not. */
  public long moment(Mark mark) {
    return switch (mark) {
      case HEAD -> headAt;
      case ACQUIRE -> acquireAt;
      case ACQUIRED -> acquiredAt;
      case REQUEST_SENT -> requestSentAt;
      case RESPONSE_HEAD -> responseHeadAt;
      case ANSWER -> answerAt;
      case END -> endAt;
    };
  }

  /** Nanoseconds from {@code from} to {@code to}, or -1 if either did not happen. */
  public long between(Mark from, Mark to) {
    long start = moment(from);
    long end = moment(to);
    return start == 0 || end == 0 ? -1 : end - start;
  }

  /** The request's method. */
  public String method() {
    return request.method();
  }

  /** The authority the client asked for, whatever the request was rewritten to. */
  public Authority authority() {
    return authority;
  }

  /** True from the end on. */
  public boolean over() {
    return over;
  }

  /**
   * Registers what is to be told when the exchange is over; replaces what was registered before.
   */
  public void work(@Nullable Work work) {
    this.work = work;
  }

  /** The connection was handed over to another protocol: from here on this is a tunnel. */
  public void opened() {
    tunnel = true;
    if (observer != null) {
      observer.opened(this);
    }
  }

  /** True if this is or was a tunnel. */
  public boolean tunnel() {
    return tunnel;
  }

  /** The connection is to end soon: a tunnel is ended, anything else goes on to its end. */
  public void drain() {
    Work running = work;
    if (running != null) {
      running.drain();
    }
  }

  /** The answer went out completely. */
  public void sent() {
    end(null);
  }

  /** The answer never will go out completely: the client left, or the stream was aborted. */
  public void cut(Failure failure) {
    if (!over) {
      failed(failure);
      if (status == 0) {
        status(
            failure.reason() == FailureReason.CLIENT_GONE ? FailureReason.CLIENT_GONE.status() : 0);
      }
      end(failure);
    }
  }

  private void end(@Nullable Failure why) {
    if (over) {
      return;
    }
    over = true;
    mark(Mark.END);
    if (trail != null) {
      trail.stalled(false, endAt);
    }
    Work running = work;
    work = null;
    if (running != null) {
      running.over(why);
    }
    request.body().discard();
    if (observer != null) {
      observer.finished(this);
    }
  }
}
