package dev.gatehouse.core.routing;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hosts and wildcards of all routes in one hash table; a look-up reads the host once, from its
 * end, and makes no objects.
 *
 * <p>A wildcard {@code *.example.com} covers names with one or more labels in front of {@code
 * .example.com}, and not {@code example.com} itself.
 */
final class HostIndex {
  private final @Nullable HostNode[] nodes;
  private final boolean wildcards;
  private final @Nullable HostNode any;

  /**
   * @param byName the nodes by {@link HostNode#name}
   */
  HostIndex(Map<String, HostNode> byName) {
    int capacity = Math.max(16, Integer.highestOneBit(byName.size()) * 4);
    nodes = new HostNode[capacity];
    any = byName.get("");
    wildcards = byName.keySet().stream().anyMatch(name -> name.startsWith("."));
    for (HostNode node : byName.values()) {
      node.wider = wider(node.name, byName);
      put(node);
    }
  }

  /** The most specific node for {@code host}; the less specific ones follow by {@code wider}. */
  @Nullable HostNode find(String host) {
    HostNode best = any;
    int hash = 0;
    for (int i = host.length() - 1; i > 0; i--) {
      char c = host.charAt(i);
      hash = hash * 31 + c;
      if (c == '.' && wildcards) {
        HostNode node = get(hash, host, i);
        best = node == null ? best : node;
      }
    }
    if (host.isEmpty()) {
      return best;
    }
    HostNode node = get(hash * 31 + host.charAt(0), host, 0);
    return node == null ? best : node;
  }

  /** Calls {@code visitor} with every node. */
  void forEach(Consumer<HostNode> visitor) {
    for (HostNode node : nodes) {
      if (node != null) {
        visitor.accept(node);
      }
    }
  }

  private @Nullable HostNode get(int rawHash, String host, int from) {
    int hash = spread(rawHash);
    int mask = nodes.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      HostNode node = nodes[slot];
      if (node == null) {
        return null;
      }
      if (node.hash == hash
          && node.name.length() == host.length() - from
          && host.startsWith(node.name, from)) {
        return node;
      }
    }
  }

  private void put(HostNode node) {
    int mask = nodes.length - 1;
    int slot = node.hash & mask;
    while (nodes[slot] != null) {
      slot = (slot + 1) & mask;
    }
    nodes[slot] = node;
  }

  /** The hash of a {@link HostNode#name}, from its end. */
  static int hash(String name) {
    int hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      hash = hash * 31 + name.charAt(i);
    }
    return spread(hash);
  }

  private static @Nullable HostNode wider(String name, Map<String, HostNode> byName) {
    for (int dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1)) {
      HostNode wildcard = byName.get(name.substring(dot));
      if (wildcard != null) {
        return wildcard;
      }
    }
    return name.isEmpty() ? null : byName.get("");
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 16);
  }
}
