package dev.gatehouse.core.http;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/**
 * What becomes of a path that carries a slash or backslash percent-encoded ({@code %2F}, {@code
 * %5C}), of which servers disagree whether it separates segments. It is never decoded.
 */
@Doc("What becomes of paths with an encoded slash or backslash.")
public enum EncodedSlash implements Choice {
  /**
   * It is sent on encoded: package registries ({@code /@scope%2Fname}), GitLab's API ({@code
   * /projects/group%2Fproject}) and others need it. The route table takes it for a slash, so that
   * {@code /admin%2Fusers} does not slip past a route for {@code /admin}; next to dots it is
   * refused all the same.
   */
  KEEP,
  /** The request is refused. */
  REJECT
}
