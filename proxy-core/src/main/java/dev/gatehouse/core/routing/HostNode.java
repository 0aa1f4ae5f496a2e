package dev.gatehouse.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * A host or wildcard that routes name, or the one without a name for routes without hosts: where
 * the trees of paths grow. Changed only while the table is built.
 */
final class HostNode {
  /** The host; a wildcard without its asterisk, beginning with a dot; empty for any host. */
  final String name;

  /** The root of the routes with a path or a prefix. */
  final PathNode paths;

  /** The routes with an expression for the path, most specific first. */
  RegexRoute[] regexes = {};

  /** The routes for any path, most specific first. */
  Candidate[] rest = PathNode.NONE;

  /** The next less specific name that also covers every host this one does; null at the last. */
  @Nullable HostNode wider;

  HostNode(String name, PathNode paths) {
    this.name = name;
    this.paths = paths;
  }
}
