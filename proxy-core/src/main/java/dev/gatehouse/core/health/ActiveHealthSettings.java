package dev.gatehouse.core.health;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Probes of backends.
 *
 * @param kind what a probe is
 * @param path what is asked for, for http
 * @param host the Host of the probe; null: the backend's own
 * @param status the statuses that pass, for http
 * @param body a text that the first 64 KiB of the answer must contain; null: any answer will do
 * @param service the service asked for, for grpc; empty: the server as a whole
 * @param interval the time from probe to probe, give or take a tenth
 * @param timeout how long a probe may take, the connection included
 * @param rise probes in a row that must pass before a failing backend is used again
 * @param fall probes in a row that must fail before a backend is no longer used
 */
@Doc("Probes of each backend, on connections of their own.")
public record ActiveHealthSettings(
    @Doc("What a probe is: http, grpc or tcp.") ProbeKind kind,
    @Doc("What is asked for, for http.") String path,
    @Doc("The Host of the probe; absent: the backend's own.") @Nullable String host,
    @Doc("The statuses that pass, for http.") StatusRanges status,
    @Doc("A text that the first 64 KiB of the answer must contain; absent: any.")
        @Nullable String body,
    @Doc("The service asked for, for grpc; absent: the server as a whole.") String service,
    @Doc(
            "The time from probe to probe, give or take a tenth; a fifth of it while the verdict is"
                + " changing.")
        Duration interval,
    @Doc("How long a probe may take, connecting included.") Duration timeout,
    @Doc("Probes in a row that must pass before a failing backend is used again.") int rise,
    @Doc("Probes in a row that must fail before a backend is no longer used.") int fall) {

  public ActiveHealthSettings() {
    this(
        ProbeKind.HTTP,
        "/",
        null,
        StatusRanges.parse("200-299"),
        null,
        "",
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        2,
        3);
  }

  public ActiveHealthSettings {
    boolean clean =
        path.startsWith("/") && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
    Expect.that(clean, "path", path, "a path such as /healthz");
    if (host != null) {
      Expect.hostName("host", host);
    }
    Expect.that(body == null || !body.isEmpty(), "body", "", "a text, or leave the key out");
    Expect.that(service.length() < 128, "service", service, "fewer than 128 characters");
    Expect.positive("interval", interval);
    Expect.positive("timeout", timeout);
    Expect.within("rise", rise, 1, 100);
    Expect.within("fall", fall, 1, 100);
  }
}
