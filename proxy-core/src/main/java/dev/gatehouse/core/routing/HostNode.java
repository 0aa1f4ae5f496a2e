package dev.gatehouse.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * A host or wildcard that routes name, or the one without a name for routes without hosts, with the
 * routes for it. Changed only while the table is built.
 */
final class HostNode {
  /** The host; a wildcard without its asterisk, beginning with a dot; empty for any host. */
  final String name;

  /** Its hash in {@link HostIndex}. */
  final int hash;

  /** A number that tells the hosts of one table apart. */
  final int id;

  /** Bit n: there is a prefix of n segments; the last bit stands for all longer ones. */
  long prefixDepths;

  /** Bit n: there is a whole path of n segments; the last bit stands for all longer ones. */
  long pathDepths;

  /** The place of the prefix {@code /}. */
  @Nullable Place root;

  /** The routes with an expression for the path, most specific first. */
  RegexRoute[] regexes = RegexRoute.NONE;

  /** The routes for any path, most specific first. */
  Candidate[] rest = Place.NONE;

  /** The next less specific name that also covers every host this one does; null at the last. */
  @Nullable HostNode wider;

  HostNode(String name, int id) {
    this.name = name;
    this.hash = HostIndex.hash(name);
    this.id = id;
  }
}
