package dev.gatehouse.server.admin;

import dev.gatehouse.cache.semantics.StoreDecision;

/** Why a response is not stored, in words, and what would change that. Pure. */
final class Reasons {
  private Reasons() {}

  static String words(StoreDecision why) {
    return switch (why) {
      case STORE -> "it is stored";
      case METHOD -> "only answers to GET are stored";
      case REQUEST_NO_STORE ->
          "the client said no-store; client-directives: ignore has clients no say";
      case NO_STORE -> "the backend said no-store";
      case PRIVATE -> "the backend said that it is for one user (private)";
      case AUTHORIZATION ->
          "the request was authorized, and the backend does not say public, s-maxage or"
              + " must-revalidate";
      case PARTIAL -> "it is a part of a response, or about another one";
      case MULTIPART -> "it has several parts at once; one at a time would be stored";
      case WRONG_RANGE ->
          "it is a part, and its Content-Range does not say of how much, or not how many bytes"
              + " come";
      case NOT_UNDERSTOOD -> "the backend said must-understand, and the status is not known here";
      case VARY_ANY -> "the backend said Vary: *, which means another answer for every request";
      case NO_LIFETIME ->
          "nobody says how long it lasts: Cache-Control: max-age at the backend, or default-ttl of"
              + " the route";
      case SET_COOKIE -> "it sets a cookie; set-cookie: strip stores it without";
      case COOKIE ->
          "the request had cookies, and the backend does not say how long the answer lasts for"
              + " everybody";
      case EVENT_STREAM -> "it is a stream of events, which ends when nobody listens";
      case TOO_LARGE -> "it is longer than max-object";
      case NO_MEMORY -> "there was no memory for its content while it arrived (limits.memory)";
      case INCOMPLETE -> "its content broke off";
      case OUTDATED -> "it was purged or changed while it was on its way";
      case NO_USE -> "it is stale at once, and has no validator to ask by";
    };
  }
}
