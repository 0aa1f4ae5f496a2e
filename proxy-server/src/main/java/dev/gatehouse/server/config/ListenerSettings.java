package dev.gatehouse.server.config;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.EntryName;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.NotYet;
import dev.gatehouse.tls.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * An address clients connect to.
 *
 * @param name what routes and logs call it
 * @param address where it listens
 * @param tls null: cleartext, which speaks HTTP/1.1 and HTTP/2 by prior knowledge
 */
@Doc(
    value =
        "An address clients connect to; without tls it speaks HTTP/1.1 and HTTP/2 in cleartext.",
    example = "{address: \"0.0.0.0:8080\"}")
@NotYet({"http3", "proxy-protocol", "tcp", "forward-proxy"})
public record ListenerSettings(
    @EntryName String name,
    @Doc("Where it listens: host:port or [::]:port.") HostPort address,
    @Doc("TLS; absent: cleartext.") @Nullable TlsSettings tls) {

  public ListenerSettings(String name, HostPort address) {
    this(name, address, null);
  }

  public ListenerSettings {
    Expect.name("name", name);
  }
}
