package dev.gatehouse.core.routing;

import com.google.re2j.Pattern;

/** A route with an expression that has to match the whole path. */
record RegexRoute(Pattern pattern, Candidate candidate) {
  static final RegexRoute[] NONE = {};
}
