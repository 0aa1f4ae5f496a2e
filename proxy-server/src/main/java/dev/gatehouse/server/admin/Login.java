package dev.gatehouse.server.admin;

import dev.gatehouse.core.settings.Secret;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Logging in and out at the dashboard: the token is given once, and a session's key comes back. */
final class Login {
  private static final Logger LOG = LoggerFactory.getLogger(Login.class);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Sessions sessions;
  private final InstantSource clock;

  Login(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** What a login answers: what is to be sent as bearer from now on, and until when at most. */
  record Opened(String key, Instant ends) {}

  /**
   * Opens a session for {@code {"token": "…"}}.
   *
   * @throws IllegalArgumentException if {@code body} is something else
   */
  Endpoint.Answer in(Admission admission, Caller caller, byte[] body) {
    Secret token = new Secret(Order.of(body).text("token"));
    return switch (admission.mayLogIn(caller, token.value())) {
      case Verdict.Refused(int status, String reason) -> Endpoint.Answer.text(status, reason);
      case Verdict.Admitted _ -> {
        LOG.info("admin: login from {}", caller.address().getHostAddress());
        Opened opened = new Opened(sessions.open(token), clock.instant().plus(Sessions.LONGEST));
        yield json(opened);
      }
    };
  }

  /** Ends the session that the caller shows. */
  Endpoint.Answer out(Caller caller) {
    String key = caller.bearer();
    if (key != null) {
      sessions.close(key);
    }
    return Endpoint.Answer.text(200, "logged out");
  }

  /** What the caller may. */
  static Endpoint.Answer standing(Admission admission, Caller caller) {
    return json(admission.standing(caller));
  }

  private static Endpoint.Answer json(Object value) {
    return new Endpoint.Answer(200, "application/json", MAPPER.writeValueAsBytes(value));
  }
}
