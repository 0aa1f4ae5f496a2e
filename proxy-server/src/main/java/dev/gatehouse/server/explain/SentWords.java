package dev.gatehouse.server.explain;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.filter.rewrite.HostRewrite;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.SecretNames;
import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.server.config.RouteSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A request as a backend gets it, for people: what may be a secret is not shown. Pure. */
final class SentWords {
  private static final String HIDDEN = "(hidden)";

  private SentWords() {}

  /** Of a request that has passed all filters of {@code route}. */
  static Explanation.Sent of(RouteSettings route, Request request, List<PoolChoice> pools) {
    String query = request.query() == null ? "" : "?" + request.query();
    return new Explanation.Sent(
        request.method(),
        request.path() + query,
        host(route, request, pools),
        fields(route, request.headers()));
  }

  private static String host(RouteSettings route, Request request, List<PoolChoice> pools) {
    if (!(route.rewrite().host() instanceof HostRewrite.Backend)) {
      return request.authority().text();
    }
    String sure = pools.size() == 1 ? pools.getFirst().backend() : null;
    if (sure == null) {
      return "that of the backend";
    }
    BackendUrl url = BackendUrl.parse(sure);
    boolean usual = url.address().port() == (url.tls() ? 443 : 80);
    return usual ? url.address().host() : url.address().toString();
  }

  private static List<String> fields(RouteSettings route, Headers headers) {
    Set<String> own = new HashSet<>(route.headers().request().set().keySet());
    own.addAll(route.headers().request().add().keySet());
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      String value =
          own.contains(name)
              ? "(as the route says)"
              : SecretNames.has(name)
                  ? HIDDEN
                  : name.equals(HeaderNames.X_REQUEST_ID) && headers.value(i).equals(Rehearsal.ID)
                      ? "(new for every request)"
                      : headers.value(i);
      fields.add(name + ": " + value);
    }
    return fields;
  }
}
