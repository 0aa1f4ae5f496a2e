package dev.gatehouse.core.routing;

import dev.gatehouse.core.http.RequestPath;
import org.jspecify.annotations.Nullable;

/**
 * The paths of all routes as trees of segments, one below each host, in one hash table: a look-up
 * costs as much as the path is deep, however many routes there are.
 *
 * <p>Segments end at a slash or at an encoded slash or backslash, and empty ones are skipped: two
 * paths that differ only in that find the same routes, whatever the backend makes of them.
 *
 * <p>Changed only while the table is built.
 */
final class PathIndex {
  private static final int SPREAD = 0x9E3779B9;

  /** Open addressing: hash and place at the same index, no place ends a probe. */
  private int[] hashes = new int[16];

  private @Nullable PathNode[] places = new PathNode[16];
  private int size;
  private int ids;

  /** Makes the root of another tree. */
  PathNode root() {
    return new PathNode(ids++, null, "");
  }

  /** The place of {@code path} as a prefix, made where it is missing. */
  PathNode prefix(PathNode root, String path) {
    PathNode node = root;
    int from = segmentStart(path, 0);
    while (from < path.length()) {
      int to = segmentEnd(path, from);
      node = child(node, path, from, to);
      from = segmentStart(path, to);
    }
    return node;
  }

  /** The place of exactly {@code path}, made where it is missing. */
  PathNode exact(PathNode root, String path) {
    PathNode node = prefix(root, path);
    node.leaf = false;
    boolean slash = endsWithSlash(path);
    PathNode there = slash ? node.slashEnd : node.end;
    if (there != null) {
      return there;
    }
    PathNode made = new PathNode(ids++, node, slash ? "/" : "");
    if (slash) {
      node.slashEnd = made;
    } else {
      node.end = made;
    }
    return made;
  }

  /** The most specific place for {@code path}; the less specific ones are its parents. */
  PathNode deepest(PathNode root, String path) {
    PathNode node = root;
    int at = 0;
    while (!node.leaf) {
      int from = segmentStart(path, at);
      if (from == path.length()) {
        PathNode end = from > at ? node.slashEnd : node.end;
        return end == null ? node : end;
      }
      int hash = node.id * SPREAD;
      for (at = from; at < path.length(); at++) {
        char c = path.charAt(at);
        if (c == '/' || (c == '%' && RequestPath.isEncodedSlash(path, at))) {
          break;
        }
        hash = hash * 31 + c;
      }
      PathNode child = find(node, spread(hash), path, from, at);
      if (child == null) {
        return node;
      }
      node = child;
    }
    return node;
  }

  private @Nullable PathNode find(PathNode parent, int hash, String path, int from, int to) {
    int mask = hashes.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      PathNode place = places[slot];
      if (place == null) {
        return null;
      }
      if (hashes[slot] == hash
          && place.parent == parent
          && place.segment.length() == to - from
          && path.startsWith(place.segment, from)) {
        return place;
      }
    }
  }

  private PathNode child(PathNode parent, String path, int from, int to) {
    int hash = parent.id * SPREAD;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + path.charAt(i);
    }
    hash = spread(hash);
    PathNode there = find(parent, hash, path, from, to);
    if (there != null) {
      return there;
    }
    PathNode made = new PathNode(ids++, parent, path.substring(from, to));
    parent.leaf = false;
    if (++size * 2 > places.length) {
      grow();
    }
    put(hash, made);
    return made;
  }

  private void grow() {
    int[] oldHashes = hashes;
    @Nullable PathNode[] oldPlaces = places;
    hashes = new int[oldHashes.length * 2];
    places = new PathNode[oldPlaces.length * 2];
    for (int i = 0; i < oldPlaces.length; i++) {
      PathNode place = oldPlaces[i];
      if (place != null) {
        put(oldHashes[i], place);
      }
    }
  }

  private void put(int hash, PathNode place) {
    int mask = places.length - 1;
    int slot = hash & mask;
    while (places[slot] != null) {
      slot = (slot + 1) & mask;
    }
    hashes[slot] = hash;
    places[slot] = place;
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 15);
  }

  /** The index behind all slashes at {@code from}. */
  private static int segmentStart(String path, int from) {
    int at = from;
    while (at < path.length()) {
      if (path.charAt(at) == '/') {
        at++;
      } else if (RequestPath.isEncodedSlash(path, at)) {
        at += 3;
      } else {
        break;
      }
    }
    return at;
  }

  private static int segmentEnd(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) != '/' && !RequestPath.isEncodedSlash(path, at)) {
      at++;
    }
    return at;
  }

  private static boolean endsWithSlash(String path) {
    return path.endsWith("/") || RequestPath.isEncodedSlash(path, path.length() - 3);
  }
}
