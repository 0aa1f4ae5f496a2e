package dev.gatehouse.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * Where routes of one host hang: a path, or a prefix of paths. Changed only while the table is
 * built.
 */
final class Place {
  static final Candidate[] NONE = {};

  final HostNode host;

  /** The path with single slashes; a prefix without the one at its end, so that {@code /} is "". */
  final String text;

  /** Whether it is the whole path, not a prefix. */
  final boolean whole;

  /** Its hash in {@link PathIndex}. */
  final int hash;

  /** The routes for this place, most specific first. */
  Candidate[] routes = NONE;

  /** The longest prefix that also covers every path this place does; null if there is none. */
  @Nullable Place wider;

  Place(HostNode host, String text, boolean whole, int hash) {
    this.host = host;
    this.text = text;
    this.whole = whole;
    this.hash = hash;
  }
}
