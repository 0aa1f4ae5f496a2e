package dev.gatehouse.core.filter.forwarded;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** The one field in which trusted peers name the client. */
@Doc("The one header in which trusted peers name the client.")
public enum ForwardedSource implements Choice {
  X_FORWARDED_FOR,
  FORWARDED
}
