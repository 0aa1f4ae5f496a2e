package dev.gatehouse.server.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small web application that shows what reaches a backend: {@code /} is a page for a browser,
 * {@code /headers} the same as plain text, {@code /echo} returns the request's content.
 * Thread-safe.
 */
public final class DemoBackend implements AutoCloseable {
  private static final int THREADS = 4;

  private final String name;
  private final HttpServer server;
  private final ExecutorService threads;

  private DemoBackend(String name, HttpServer server, ExecutorService threads) {
    this.name = name;
    this.server = server;
    this.threads = threads;
  }

  /**
   * Binds {@code address} and begins to serve.
   *
   * @param name what it calls itself in its answers
   * @throws IOException if the address cannot be bound
   */
  public static DemoBackend start(String name, InetSocketAddress address) throws IOException {
    HttpServer server = HttpServer.create(address, 128);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("demo-" + name + "-", 0).factory());
    DemoBackend backend = new DemoBackend(name, server, threads);
    server.setExecutor(threads);
    server.createContext("/", backend::page);
    server.createContext("/headers", backend::headers);
    server.createContext("/echo", backend::echo);
    server.start();
    return backend;
  }

  /** Where it listens: with the port the system chose, if it was asked to. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void page(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/")) {
      answer(
          exchange, 404, "text/plain; charset=utf-8", "nothing here: try /, /headers or /echo\n");
      return;
    }
    String page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Gatehouse works</title>
        <style>
          :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
          body { max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
          pre { padding: 1rem; overflow: auto; border: 1px solid; border-radius: .5rem }
        </style>
        <h1>Gatehouse works</h1>
        <p>This page was made by the demonstration backend <strong>%s</strong>. Reload it to meet the other one.</p>
        <p>What reached it:</p>
        <pre>%s</pre>
        </html>
        """
            .formatted(escape(name), escape(describe(exchange)));
    answer(exchange, 200, "text/html; charset=utf-8", page);
  }

  private void headers(HttpExchange exchange) throws IOException {
    answer(
        exchange, 200, "text/plain; charset=utf-8", "backend: " + name + "\n" + describe(exchange));
  }

  private void echo(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    exchange
        .getResponseHeaders()
        .set("Content-Type", type == null ? "application/octet-stream" : type);
    exchange.getResponseHeaders().set("X-Demo-Backend", name);
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        InputStream content = exchange.getRequestBody()) {
      content.transferTo(exchange.getResponseBody());
    }
  }

  private void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("X-Demo-Backend", name);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
      if (!head) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static String describe(HttpExchange exchange) {
    StringBuilder text = new StringBuilder();
    text.append(exchange.getRequestMethod())
        .append(' ')
        .append(exchange.getRequestURI())
        .append(' ')
        .append(exchange.getProtocol())
        .append('\n');
    exchange
        .getRequestHeaders()
        .forEach((field, values) ->
            values.forEach(value -> text.append(field).append(": ").append(value).append('\n')));
    return text.toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Stops listening and closes the connections, whatever is under way. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
