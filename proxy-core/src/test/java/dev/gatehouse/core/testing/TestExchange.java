package dev.gatehouse.core.testing;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Makes exchanges for tests: {@code TestExchange.get("/a?b=c").header("accept", "*").exchange()}.
 * Unless told otherwise the client is 192.0.2.1 over cleartext HTTP/1.1 on a listener {@code web}
 * at 198.51.100.1:80, and asks for www.example.com.
 */
public final class TestExchange {
  private final String method;
  private final String target;
  private final Headers headers = new Headers();
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private String peer = "192.0.2.1";
  private String authority = "www.example.com";
  private int localPort = 80;
  private ConnectionInfo.@Nullable TlsInfo tls;
  private Body body = Body.empty();
  private LoopScope loop = new ManualLoop();
  private final RecordedStream stream = new RecordedStream();

  private TestExchange(String method, String target) {
    this.method = method;
    this.target = target;
  }

  public static TestExchange get(String target) {
    return of(Methods.GET, target);
  }

  /** Begins a request for {@code target}: its path and query. */
  public static TestExchange of(String method, String target) {
    return new TestExchange(Methods.of(method), target);
  }

  public TestExchange header(String name, String value) {
    headers.add(HeaderNames.of(name), value);
    return this;
  }

  public TestExchange version(HttpVersion version) {
    this.version = version;
    return this;
  }

  /** The client's address, without a port. */
  public TestExchange peer(String address) {
    this.peer = address;
    return this;
  }

  /** The host asked for, with its port if it has one. */
  public TestExchange authority(String authority) {
    this.authority = authority;
    return this;
  }

  /** The port of the listener. */
  public TestExchange localPort(int port) {
    this.localPort = port;
    return this;
  }

  public TestExchange tls() {
    return tls(new ConnectionInfo.TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null));
  }

  public TestExchange tls(ConnectionInfo.TlsInfo tls) {
    this.tls = tls;
    this.localPort = 443;
    return this;
  }

  public TestExchange body(Body body) {
    this.body = body;
    return this;
  }

  public TestExchange loop(LoopScope loop) {
    this.loop = loop;
    return this;
  }

  /** The client's side of the exchange. */
  public RecordedStream stream() {
    return stream;
  }

  public Exchange exchange() {
    int question = target.indexOf('?');
    ConnectionInfo connection =
        new ConnectionInfo(
            "web", socket(peer, 40000), peer, socket("198.51.100.1", localPort), tls);
    Request request =
        new Request(
            method,
            version,
            connection.scheme(),
            parse(authority),
            target,
            question < 0 ? target : target.substring(0, question),
            question < 0 ? null : target.substring(question + 1),
            headers,
            body);
    return new Exchange(request, connection, stream, loop);
  }

  private static Authority parse(String text) {
    Authority parsed = Authority.parse(text);
    if (parsed == null) {
      throw new IllegalArgumentException("authority: " + text + " (expected: a host)");
    }
    return parsed;
  }

  private static InetSocketAddress socket(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("address: " + address + " (expected: a literal)", e);
    }
  }
}
