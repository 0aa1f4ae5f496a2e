package dev.gatehouse.tls;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the certificate for a name: an exact one before a wildcard (which stands for one label, RFC
 * 9525 §6.3), and the first of all where neither fits. A name can have one certificate for each
 * kind of key; of several for the same name and kind the first stands. Two look-ups, however many
 * certificates there are.
 *
 * <p>Immutable.
 */
final class CertificateIndex {
  /** Nothing fits. */
  static final int NONE = -1;

  private static final KeyKind[] KINDS = KeyKind.values();

  private final Map<String, int[]> byName = new HashMap<>();
  private final int[] fallback;

  CertificateIndex(List<ServerCertificate> certificates) {
    for (int i = 0; i < certificates.size(); i++) {
      ServerCertificate certificate = certificates.get(i);
      for (String name : certificate.names()) {
        note(byName.computeIfAbsent(name, any -> empty()), certificate.kind(), i);
      }
    }
    ServerCertificate first = certificates.getFirst();
    int[] own = empty();
    note(own, first.kind(), 0);
    for (String name : first.names()) {
      int[] slot = byName.getOrDefault(name, own);
      for (KeyKind kind : KINDS) {
        note(own, kind, slot[kind.ordinal()]);
      }
    }
    this.fallback = own;
  }

  private static int[] empty() {
    int[] slot = new int[KINDS.length];
    Arrays.fill(slot, NONE);
    return slot;
  }

  private static void note(int[] slot, KeyKind kind, int certificate) {
    if (slot[kind.ordinal()] == NONE) {
      slot[kind.ordinal()] = certificate;
    }
  }

  /**
   * The index of the certificate for {@code serverName} that a client can check.
   *
   * @param serverName what the client asked for; null if it did not
   * @param schemes the signature schemes the client offers, as in {@link KeyKind#isOffered}
   * @return where the client can check none of those that fit, the first of them: it may know
   *     better than what it said
   */
  int choose(@Nullable String serverName, String[] schemes) {
    int[] exact = null;
    int[] wildcard = null;
    if (serverName != null) {
      String name = CertificateNames.normal(serverName);
      int dot = name.indexOf('.');
      exact = byName.get(name);
      wildcard = dot > 0 ? byName.get("*" + name.substring(dot)) : null;
    }
    int found = offered(exact, schemes);
    if (found == NONE) {
      found = offered(wildcard, schemes);
    }
    if (found == NONE && exact == null && wildcard == null) {
      found = offered(fallback, schemes);
    }
    if (found != NONE) {
      return found;
    }
    return first(exact != null ? exact : wildcard != null ? wildcard : fallback);
  }

  /** The same for one kind of key: {@link #NONE} if there is none of that kind for the name. */
  int choose(@Nullable String serverName, KeyKind kind) {
    int i = kind.ordinal();
    if (serverName == null) {
      return fallback[i];
    }
    String name = CertificateNames.normal(serverName);
    int dot = name.indexOf('.');
    int[] exact = byName.get(name);
    if (exact != null && exact[i] != NONE) {
      return exact[i];
    }
    int[] wildcard = dot > 0 ? byName.get("*" + name.substring(dot)) : null;
    if (wildcard != null) {
      return wildcard[i];
    }
    return exact == null ? fallback[i] : NONE;
  }

  private static int offered(int @Nullable [] slot, String[] schemes) {
    if (slot != null) {
      for (KeyKind kind : KINDS) {
        int certificate = slot[kind.ordinal()];
        if (certificate != NONE && kind.isOffered(schemes)) {
          return certificate;
        }
      }
    }
    return NONE;
  }

  private static int first(int[] slot) {
    for (int certificate : slot) {
      if (certificate != NONE) {
        return certificate;
      }
    }
    return NONE;
  }
}
