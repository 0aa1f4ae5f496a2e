package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;

/**
 * Whether a shared cache may store a response, and why not (RFC 9111 §3): the first reason that
 * applies.
 */
public enum StoreDecision {
  /** It may. */
  STORE("stored"),
  /** Only answers to GET are stored; those to HEAD have no content, others mean something else. */
  METHOD("method"),
  /** The client wants no one to keep it. */
  REQUEST_NO_STORE("request-no-store"),
  /** The origin wants no one to keep it. */
  NO_STORE("no-store"),
  /** It is for one user. */
  PRIVATE("private"),
  /** The request was authorized, and the origin does not say that others may see the answer. */
  AUTHORIZATION("authorization"),
  /** A status that is about another response (206, 304), or no final one. */
  PARTIAL("partial"),
  /** It has several parts at once, which are not worth taking apart. */
  MULTIPART("multipart"),
  /** It does not say which part of how much it is, or has not as many bytes as it says. */
  WRONG_RANGE("content-range"),
  /** The origin asks for a cache that understands the status. */
  NOT_UNDERSTOOD("status-not-understood"),
  /** It is another one for every request. */
  VARY_ANY("vary-any"),
  /** Nobody says how long it lasts, and nothing about it lets a cache guess. */
  NO_LIFETIME("no-lifetime"),
  /** It sets a cookie, which is for one user. */
  SET_COOKIE("set-cookie"),
  /** The request had cookies, and the origin does not say that others may see the answer. */
  COOKIE("cookie"),
  /** It goes on for as long as somebody listens. */
  EVENT_STREAM("event-stream"),
  /** Its content is longer than what is stored. */
  TOO_LARGE("too-large"),
  /** There was no memory for its content while it arrived. */
  NO_MEMORY("no-memory"),
  /** Its content broke off. */
  INCOMPLETE("incomplete"),
  /** What it answers was changed while it was on its way. */
  OUTDATED("outdated"),
  /** It is stale at once, and cannot be asked about later. */
  NO_USE("stale-without-validator");

  private final String code;

  StoreDecision(String code) {
    this.code = code;
  }

  /** The reason in logs, metrics and Cache-Status. */
  public String code() {
    return code;
  }

  /**
   * Decides.
   *
   * @param lifetime the response's, as {@link Lifetime#of} has read it
   */
  public static StoreDecision of(
      String method,
      Headers request,
      int status,
      Headers response,
      Governing governing,
      Lifetime lifetime) {
    CacheControl control = governing.control();
    if (!method.equals(Methods.GET)) {
      return METHOD;
    }
    if (CacheControl.of(request).noStore()) {
      return REQUEST_NO_STORE;
    }
    if (status < 200 || status == 206 || status == 304) {
      return PARTIAL;
    }
    if (control.mustUnderstand() ? !Statuses.isUnderstood(status) : control.noStore()) {
      return control.mustUnderstand() ? NOT_UNDERSTOOD : NO_STORE;
    }
    if (control.isPrivate()) {
      return PRIVATE;
    }
    if (request.contains(HeaderNames.AUTHORIZATION) && !sharesAuthorized(control)) {
      return AUTHORIZATION;
    }
    if (Vary.of(response).any()) {
      return VARY_ANY;
    }
    return use(status, response, control, lifetime);
  }

  private static StoreDecision use(
      int status, Headers response, CacheControl control, Lifetime lifetime) {
    boolean allowed =
        lifetime.source().explicit() || control.isPublic() || Statuses.isHeuristic(status);
    if (!allowed) {
      return NO_LIFETIME;
    }
    if (lifetime.millis() > 0 || control.staleWhileRevalidate() > 0 || control.staleIfError() > 0) {
      return STORE;
    }
    boolean validator =
        response.contains(HeaderNames.ETAG) || response.contains(HeaderNames.LAST_MODIFIED);
    return validator ? STORE : lifetime.source().explicit() ? NO_USE : NO_LIFETIME;
  }

  /** RFC 9111 §3.5. */
  private static boolean sharesAuthorized(CacheControl control) {
    return control.isPublic()
        || control.mustRevalidate()
        || control.sharedMaxAge() != DeltaSeconds.ABSENT;
  }
}
