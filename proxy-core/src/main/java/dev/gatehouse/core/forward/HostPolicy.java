package dev.gatehouse.core.forward;

/** Whose name the backend is asked for: the one that the request has by then, or its own. */
public enum HostPolicy {
  /** The request's authority, as the client gave it or a rewrite set it. */
  REQUEST,
  /** The backend's configured host and port. */
  BACKEND
}
