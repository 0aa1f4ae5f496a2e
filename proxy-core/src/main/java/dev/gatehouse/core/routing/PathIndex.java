package dev.gatehouse.core.routing;

import dev.gatehouse.core.http.RequestPath;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The paths and prefixes of all routes in one hash table. A look-up reads the path once and asks
 * only at depths where its host has a route, so that it costs as much as the path is deep, however
 * many routes there are.
 *
 * <p>Segments end at a slash or at an encoded slash or backslash, and empty ones are skipped: two
 * paths that differ only in that find the same routes, whatever the backend makes of them.
 *
 * <p>Immutable.
 */
final class PathIndex {
  private static final int LAST_DEPTH = 63;

  /** Open addressing, mostly empty: a look-up without a hit tends to end at once. */
  private final @Nullable Place[] places;

  PathIndex(Collection<Place> all) {
    places = new Place[Math.max(16, Integer.highestOneBit(all.size()) * 4)];
    int mask = places.length - 1;
    for (Place place : all) {
      int slot = place.hash & mask;
      while (places[slot] != null) {
        slot = (slot + 1) & mask;
      }
      places[slot] = place;
    }
  }

  /** Calls {@code visitor} with every place. */
  void forEach(Consumer<Place> visitor) {
    for (Place place : places) {
      if (place != null) {
        visitor.accept(place);
      }
    }
  }

  /** The most specific place of {@code host} for {@code path}; the others follow by wider. */
  @Nullable Place find(HostNode host, String path) {
    Place best = host.root;
    long depths = host.prefixDepths | host.pathDepths;
    int hash = seed(host);
    int at = 0;
    for (int depth = 0; (depths >>> Math.min(depth, LAST_DEPTH)) != 0; depth++) {
      int from = segmentStart(path, at);
      if (from == path.length()) {
        Place whole =
            has(host.pathDepths, depth) ? get(host, true, end(hash, from > at), path, from) : null;
        return whole == null ? best : whole;
      }
      hash = hash * 31 + '/';
      for (at = from; at < path.length(); at++) {
        char c = path.charAt(at);
        if (c == '/' || (c == '%' && RequestPath.isEncodedSlash(path, at))) {
          break;
        }
        hash = hash * 31 + c;
      }
      if (has(host.prefixDepths, depth + 1)) {
        Place prefix = get(host, false, spread(hash), path, at);
        best = prefix == null ? best : prefix;
      }
    }
    return best;
  }

  /** Makes the place of {@code text}, which is in the form of {@link #folded}. */
  static Place place(HostNode host, String text, boolean whole) {
    boolean slash = whole && text.endsWith("/");
    int hash = seed(host);
    int depth = 0;
    for (int i = 0; i < text.length() - (slash ? 1 : 0); i++) {
      hash = hash * 31 + text.charAt(i);
      depth += text.charAt(i) == '/' ? 1 : 0;
    }
    Place place = new Place(host, text, whole, whole ? end(hash, slash) : spread(hash));
    long bit = 1L << Math.min(depth, LAST_DEPTH);
    if (whole) {
      host.pathDepths |= bit;
    } else if (depth > 0) {
      host.prefixDepths |= bit;
    } else {
      host.root = place;
    }
    return place;
  }

  /**
   * {@code path} with one slash for each run of plain and encoded ones; a prefix without a last.
   */
  static String folded(String path, boolean whole) {
    StringBuilder text = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int from = segmentStart(path, at);
      if (whole || from < path.length()) {
        text.append('/');
      }
      at = from;
      while (at < path.length() && segmentStart(path, at) == at) {
        text.append(path.charAt(at++));
      }
    }
    return text.toString();
  }

  private @Nullable Place get(HostNode host, boolean whole, int hash, String path, int end) {
    int mask = places.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      Place place = places[slot];
      if (place == null) {
        return null;
      }
      if (place.hash == hash
          && place.host == host
          && place.whole == whole
          && isFolded(place.text, path, end)) {
        return place;
      }
    }
  }

  /** Says whether {@code text} is {@code path[0, end)} folded. */
  private static boolean isFolded(String text, String path, int end) {
    if (text.length() == end && path.startsWith(text)) {
      return true;
    }
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int next = c == '/' ? segmentStart(path, at) : at + 1;
      if (next == at || next > end || (c != '/' && path.charAt(at) != c)) {
        return false;
      }
      at = next;
    }
    return at == end;
  }

  private static boolean has(long depths, int depth) {
    return (depths >>> Math.min(depth, LAST_DEPTH) & 1) != 0;
  }

  private static int seed(HostNode host) {
    return host.id * 0x9E3779B9;
  }

  /** The hash of a whole path that ends here: apart from that of the prefix. */
  private static int end(int hash, boolean slash) {
    return spread(hash * 31 + (slash ? 1 : 2));
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 16);
  }

  /** The index behind all slashes at {@code from}. */
  private static int segmentStart(String path, int from) {
    int at = from;
    while (at < path.length()) {
      char c = path.charAt(at);
      if (c == '/') {
        at++;
      } else if (c == '%' && RequestPath.isEncodedSlash(path, at)) {
        at += 3;
      } else {
        break;
      }
    }
    return at;
  }
}
