package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium with one page, driven by its DevTools protocol. What the page complains of is
 * kept: {@link #complaints}.
 */
final class Browser implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final Path profile;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /** The program, if this machine has it. */
  static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Browser(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
    Path port = profile.resolve("DevToolsActivePort");
    Await.until("the browser says its port", () -> Files.exists(port) && lines(port).size() >= 2);
    List<String> said = lines(port);
    this.socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + said.get(0) + said.get(1)), new Messages())
            .join();
  }

  static Browser start(Path program, Path profile, int width, int height) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-quic",
                "--ignore-certificate-errors",
                "--hide-scrollbars",
                "--lang=en",
                "--window-size=" + width + "," + height,
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Browser(process, profile);
    } catch (RuntimeException | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // being written
    }
  }

  /** A page of its own: nothing that another one kept is there. */
  Tab open(URI url) {
    String context =
        call(null, "Target.createBrowserContext", Map.of()).path("browserContextId").asString();
    String target =
        call(null, "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
            .path("targetId")
            .asString();
    String session =
        call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asString();
    Tab tab = new Tab(session);
    for (String domain : List.of("Runtime", "Page", "Log")) {
      call(session, domain + ".enable", Map.of());
    }
    tab.go(url);
    return tab;
  }

  /** What pages wrote to the console as an error, failed with, or tried against their policy. */
  List<String> complaints() {
    return complaints;
  }

  /** One page. */
  final class Tab {
    private final String session;

    Tab(String session) {
      this.session = session;
    }

    void go(URI url) {
      call(session, "Page.navigate", Map.of("url", url.toString()));
    }

    /** The value of a script, which may be a promise. */
    JsonNode eval(String script) {
      JsonNode result =
          call(
              session,
              "Runtime.evaluate",
              Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
      assertThat(result.has("exceptionDetails")).as(script + ": " + result).isFalse();
      return result.path("result").path("value");
    }

    String text(String selector) {
      return eval("document.querySelector('" + selector + "')?.innerText ?? ''").asString();
    }

    /** Waits until a script is true; pages come and go meanwhile. */
    void until(String what, String script) {
      Await.until(
          what,
          () -> {
            JsonNode result =
                call(
                    session,
                    "Runtime.evaluate",
                    Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
            return result.path("result").path("value").asBoolean(false);
          });
    }

    void untilText(String selector, String wanted) {
      until(
          selector + " says " + wanted,
          "(document.querySelector('%s')?.innerText ?? '').includes('%s')"
              .formatted(selector, wanted));
    }

    /** Presses and releases a key, as somebody at the keyboard does. */
    void press(String key) {
      String text = key.equals("Enter") ? "\r" : key.equals("Space") ? " " : "";
      String name = key.equals("Space") ? " " : key;
      int code =
          switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case "Escape" -> 27;
            case "Space" -> 32;
            case "ArrowLeft" -> 37;
            default -> 0;
          };
      for (String type : List.of("keyDown", "keyUp")) {
        call(
            session,
            "Input.dispatchKeyEvent",
            Map.of(
                "type", type,
                "key", name,
                "code", key,
                "text", type.equals("keyDown") ? text : "",
                "windowsVirtualKeyCode", code));
      }
    }

    /** Types text where the focus is. */
    void type(String text) {
      call(session, "Input.insertText", Map.of("text", text));
    }

    void dark(boolean dark) {
      call(
          session,
          "Emulation.setEmulatedMedia",
          Map.of(
              "features",
              List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void size(int width, int height) {
      call(
          session,
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** The names, roles and states that a screen reader is told. */
    JsonNode accessibility() {
      return call(session, "Accessibility.getFullAXTree", Map.of()).path("nodes");
    }

    byte[] picture() {
      String data =
          call(session, "Page.captureScreenshot", Map.of("format", "png")).path("data").asString();
      return Base64.getDecoder().decode(data);
    }
  }

  private JsonNode call(@Nullable String session, String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(id, answer);
    Map<String, Object> message =
        session == null
            ? Map.of("id", id, "method", method, "params", parameters)
            : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
    synchronized (socket) {
      socket.sendText(MAPPER.writeValueAsString(message), true).join();
    }
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(MAPPER.readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void take(JsonNode message) {
    CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt(0));
    if (call != null) {
      if (message.has("error")) {
        call.completeExceptionally(new IOException(message.path("error").toString()));
      } else {
        call.complete(message.path("result"));
      }
      return;
    }
    JsonNode event = message.path("params");
    switch (message.path("method").asString("")) {
      case "Runtime.exceptionThrown" -> complaints.add(event.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (event.path("type").asString().equals("error")) {
          complaints.add(event.path("args").toString());
        }
      }
      case "Log.entryAdded" -> complaint(event.path("entry"));
      default -> {
        // Nothing to complain of.
      }
    }
  }

  private void complaint(JsonNode entry) {
    boolean network = entry.path("source").asString().equals("network"); // a 401, as it should be
    if (entry.path("level").asString().equals("error") && !network) {
      complaints.add(entry.path("text").asString());
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(Duration.ofSeconds(10))) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Await.until("the browser's profile is gone", () -> remove(profile));
  }

  /** The browser's last processes may still write. */
  private static boolean remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(each);
      }
      return true;
    } catch (IOException e) {
      return !Files.exists(folder);
    }
  }
}
