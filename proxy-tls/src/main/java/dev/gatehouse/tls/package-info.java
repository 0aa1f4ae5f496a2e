/** TLS towards clients and backends: certificates, engines, sessions. */
@NullMarked
package dev.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
