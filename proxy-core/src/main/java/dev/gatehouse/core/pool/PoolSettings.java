package dev.gatehouse.core.pool;

import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.ProbeKind;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.EmptyByDefault;
import dev.gatehouse.core.settings.EntryName;
import dev.gatehouse.core.settings.Expect;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of servers that give the same answers.
 *
 * @param name what routes call it
 * @param backends its servers, each once; at least one, unless discovery finds them
 * @param protocol what is spoken with them
 * @param tls for https backends
 * @param balancer how one is chosen for a request
 * @param hashOn what decides the backend of a request; null where the balancer does not hash
 * @param affinity how clients keep to a backend; null: they do not
 * @param connections how many are opened and kept
 * @param concurrency how many requests are under way at once
 * @param health how it is found out which of them work
 * @param discovery how their addresses are found
 */
@Doc(
    value = "A group of servers that give the same answers.",
    example = "{backends: [\"http://127.0.0.1:3000\"]}")
public record PoolSettings(
    @EntryName String name,
    @Doc("The servers: URLs, or objects with a URL and more.") @EmptyByDefault(unless = "discovery")
        List<BackendSettings> backends,
    @Doc("The protocol spoken with the backends.") BackendProtocol protocol,
    @Doc("TLS towards https backends.") BackendTlsSettings tls,
    @Doc("How a backend is chosen for a request.") BalancerChoice balancer,
    @Doc("What of a request decides its backend, for ring-hash and maglev.")
        @Nullable HashOn hashOn,
    @Doc("A cookie by which clients keep to the backend that has served them before; absent: none.")
        @Nullable AffinitySettings affinity,
    @Doc("How many connections are opened and kept.") ConnectionSettings connections,
    @Doc("How many requests are under way at once, and how many wait.")
        ConcurrencySettings concurrency,
    @Doc("How it is found out which of them work.") HealthSettings health,
    @Doc("How the addresses of backends are found.") DiscoverySettings discovery) {

  public PoolSettings(String name, List<BackendSettings> backends) {
    this(name, backends, new DiscoverySettings());
  }

  public PoolSettings(String name, List<BackendSettings> backends, DiscoverySettings discovery) {
    this(
        name,
        backends,
        BackendProtocol.HTTP_1_1,
        new BackendTlsSettings(),
        BalancerChoice.LEAST_REQUEST,
        null,
        null,
        new ConnectionSettings(),
        new ConcurrencySettings(),
        new HealthSettings(),
        discovery);
  }

  public PoolSettings {
    Expect.name("name", name);
    backends = List.copyOf(backends);
    Expect.that(
        !backends.isEmpty() || discovery.findsBackends(),
        "backends",
        "none",
        "at least one, unless discovery.file or discovery.dns.srv finds them");
    Expect.that(
        hashOn != null || !balancer.hashes(),
        "hash-on",
        "absent",
        "what to hash for " + balancer.word() + ", such as {header: x-user} or client-ip");
    Expect.that(
        affinity == null
            || !(hashOn instanceof HashOn.Cookie(String hashed))
            || !hashed.equals(affinity.cookie()),
        "hash-on.cookie",
        affinity == null ? "" : affinity.cookie(),
        "another cookie than that of affinity");
    ActiveHealthSettings probes = health.active();
    Expect.that(
        probes == null || probes.kind() != ProbeKind.GRPC || protocol != BackendProtocol.HTTP_1_1,
        "health.active.kind",
        "grpc",
        "http or tcp in a pool whose protocol is http/1.1");
    Set<BackendUrl> seen = new HashSet<>();
    for (int i = 0; i < backends.size(); i++) {
      BackendUrl url = backends.get(i).url();
      Expect.that(
          seen.add(url), "backends[" + i + "]", url, "each backend once; weight gives it more");
    }
  }
}
