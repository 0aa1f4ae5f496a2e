package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.ProbeKind;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.Prober;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Loop;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One probe of one backend, from its dial to its verdict. Confined to its event loop. */
final class Probe extends Timed
    implements ConnectionOpener.Listener, BackendConnection.Owner, UpstreamListener {
  /** As much of an answer is read. */
  private static final int MOST_CONTENT = 64 * 1024;

  private final Loop loop;
  private final Backend backend;
  private final ActiveHealthSettings settings;
  private final Prober.Listener listener;
  private @Nullable BackendConnection connection;
  private @Nullable UpstreamStream stream;
  private @Nullable Response response;
  private byte[] content = {};
  private boolean over;

  Probe(Loop loop, Backend backend, ActiveHealthSettings settings, Prober.Listener listener) {
    this.loop = loop;
    this.backend = backend;
    this.settings = settings;
    this.listener = listener;
  }

  void begin(ConnectionOpener dialer) {
    loop.deadlines().add(this);
    deadline(loop.in(settings.timeout().toMillis()));
    dialer.dial(loop, backend, this, this);
  }

  @Override
  public void opened(BackendConnection opened) {
    connection = opened;
    if (over) {
      opened.close(); // too late
    } else if (settings.kind() == ProbeKind.TCP) {
      end(null);
    } else {
      opened.open(this);
    }
  }

  @Override
  public void acquired(UpstreamStream acquired) {
    stream = acquired;
    ProbeQuestion.send(acquired, backend, settings);
  }

  @Override
  public void requestSent() {}

  @Override
  public void informed(Response interim) {}

  @Override
  public void responded(Response answer) {
    if (over) {
      answer.body().discard();
      return;
    }
    response = answer;
    if (settings.kind() == ProbeKind.HTTP && settings.body() == null) {
      judge();
    } else {
      read();
    }
  }

  private void read() {
    Response answer = response;
    if (over || answer == null) {
      return;
    }
    Body body = answer.body();
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      int room = MOST_CONTENT - content.length;
      int taken = Math.min(room, piece.readableBytes());
      int before = content.length;
      content = Arrays.copyOf(content, before + taken);
      piece.readBytes(content, before, taken);
      piece.release();
    }
    Failure failure = body.failure();
    if (failure != null) {
      end(failure.toString());
    } else if (body.ended() || content.length == MOST_CONTENT) {
      judge();
    } else {
      body.demand(this::read);
    }
  }

  private void judge() {
    Response answer = response;
    if (answer != null) {
      end(ProbeVerdict.of(settings, answer, content));
    }
  }

  @Override
  public void failed(Failure failure) {
    end(failure.toString());
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    end(failure.toString());
  }

  @Override
  public void freed(BackendConnection freed) {
    freed.close();
  }

  @Override
  public void retired(BackendConnection retired) {}

  @Override
  protected void expired(long now) {
    end("no verdict within " + settings.timeout().toMillis() + "ms");
  }

  /**
   * @param why what speaks against the backend; null if nothing does
   */
  private void end(@Nullable String why) {
    if (over) {
      return;
    }
    over = true;
    loop.deadlines().remove(this);
    Response answer = response;
    if (answer != null) {
      answer.body().discard();
    }
    if (stream != null) {
      stream.cancel(this);
    }
    if (connection != null) {
      connection.close();
    }
    if (why == null) {
      listener.passed();
    } else {
      listener.failed(why);
    }
  }
}
