package dev.gatehouse.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files, which lie beside the classes and are read once. They hold nothing of the
 * configuration, so anybody may have them. Immutable.
 */
final class Page {
  private static final String FOLDER = "page/";
  private static final List<String> FILES =
      List.of(
          "index.html",
          "icon.svg",
          "style.css",
          "api.js",
          "attention.js",
          "cache.js",
          "chart.js",
          "configuration.js",
          "diff.js",
          "dom.js",
          "explain.js",
          "format.js",
          "login.js",
          "main.js",
          "overview.js",
          "pools.js",
          "routes.js",
          "samples.js",
          "scale.js",
          "theme.js",
          "timeline.js");

  private final Map<String, Endpoint.Answer> answers = new LinkedHashMap<>();

  Page() {
    for (String file : FILES) {
      Endpoint.Answer answer = new Endpoint.Answer(200, contentType(file), read(file));
      answers.put("/" + file, answer);
    }
    answers.put("/", answers.remove("/index.html"));
  }

  private static byte[] read(String file) {
    try (InputStream in = Page.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("the dashboard lacks its file " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the dashboard's file " + file + " cannot be read", e);
    }
  }

  private static String contentType(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  /** The file at {@code path}; null if there is none. */
  Endpoint.@Nullable Answer find(String path) {
    return answers.get(path);
  }
}
