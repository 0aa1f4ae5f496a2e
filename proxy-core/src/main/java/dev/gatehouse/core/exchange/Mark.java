package dev.gatehouse.core.exchange;

/** The moments in the life of an exchange that logs, metrics and traces are made from. */
public enum Mark {
  /** The request head was decoded. */
  HEAD,
  /** The forwarder asked for a connection (the last attempt). */
  ACQUIRE,
  /** A connection was at hand (the last attempt). */
  ACQUIRED,
  /** The request was handed to the transport completely. */
  REQUEST_SENT,
  /** The head of the backend's answer arrived. */
  RESPONSE_HEAD,
  /** An answer, whoever it is from, was handed to the client's stream. */
  ANSWER,
  /** The exchange ended. */
  END
}
