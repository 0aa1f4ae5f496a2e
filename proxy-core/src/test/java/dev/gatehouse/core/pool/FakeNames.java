package dev.gatehouse.core.pool;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A name server whose answers the test sets, and gives at once. */
final class FakeNames implements NameResolver {
  static final Failure NO_SUCH_NAME = Failure.of(FailureReason.DNS_FAILED, "no such name");

  final Map<String, List<InetAddress>> answers = new HashMap<>();
  final Map<String, ServiceAnswer> services = new HashMap<>();
  final List<String> asked = new ArrayList<>();
  Duration lifetime = Duration.ZERO;
  private final EventExecutor executor;

  FakeNames(EventExecutor executor) {
    this.executor = executor;
  }

  void answer(String name, String... addresses) {
    answers.put(name, addresses(addresses));
  }

  static List<InetAddress> addresses(String... texts) {
    return Stream.of(texts).map(InetAddress::ofLiteral).toList();
  }

  /** Says who offers a service; no addresses come with that. */
  void service(String name, ServiceRecord... servers) {
    services.put(name, new ServiceAnswer(List.of(servers), Map.of()));
  }

  @Override
  public EventExecutor executor() {
    return executor;
  }

  @Override
  public void resolve(String name, Listener<List<InetAddress>> listener) {
    tell(name, answers.get(name), listener);
  }

  @Override
  public void services(String name, Listener<ServiceAnswer> listener) {
    tell(name, services.get(name), listener);
  }

  private <A> void tell(String name, @Nullable A found, Listener<A> listener) {
    asked.add(name);
    if (found == null) {
      listener.failed(NO_SUCH_NAME);
    } else {
      listener.resolved(found, lifetime);
    }
  }
}
