package dev.gatehouse.server.lint;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** The names of what is warned of. */
@Doc(
    "What is warned of: routes that no request reaches (unreachable-route) or fewer than they match"
        + " (shadowed-route), pools and listeners that nothing uses (unused-pool, unused-listener),"
        + " backends that are believed without proof (unverified-tls), certificates that end within"
        + " 30 days (expiring-certificate), missing limits (no-body-limit, no-timeout), and what is"
        + " hardly meant (trusts-everyone, open-admin, redirect-loop, literal-regex,"
        + " duplicate-host, mirror-to-itself).")
public enum LintName implements Choice {
  UNREACHABLE_ROUTE,
  SHADOWED_ROUTE,
  UNUSED_POOL,
  UNUSED_LISTENER,
  UNVERIFIED_TLS,
  EXPIRING_CERTIFICATE,
  NO_BODY_LIMIT,
  NO_TIMEOUT,
  TRUSTS_EVERYONE,
  OPEN_ADMIN,
  REDIRECT_LOOP,
  LITERAL_REGEX,
  DUPLICATE_HOST,
  MIRROR_TO_ITSELF
}
