package dev.gatehouse.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * A place in the tree of path segments below one host: the routes for the prefix that ends here,
 * or, for the two ends of a place, for exactly this path. Changed only while the table is built.
 */
final class PathNode {
  static final Candidate[] NONE = {};

  /** The place one segment up; null at the root. */
  final @Nullable PathNode parent;

  /** The segment that leads here. */
  final String segment;

  /** A number that tells the places of one table apart. */
  final int id;

  /** The routes for this place, most specific first. */
  Candidate[] routes = NONE;

  /** Whether there is nothing below, so that a walk may stop. */
  boolean leaf = true;

  /** The place of paths that end here without a slash. */
  @Nullable PathNode end;

  /** The place of paths that end here with a slash. */
  @Nullable PathNode slashEnd;

  PathNode(int id, @Nullable PathNode parent, String segment) {
    this.id = id;
    this.parent = parent;
    this.segment = segment;
  }
}
