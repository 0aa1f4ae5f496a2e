package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The commands of {@code explain.golden}, each after a dollar sign and before what it prints, about
 * {@code explain.yaml}. With {@code -Dgatehouse.golden=DIRECTORY} the file is written to that
 * directory instead.
 */
class ExplainTest {
  @Test
  void saysWhatBecomesOfRequests() throws IOException, URISyntaxException {
    String golden = Files.readString(resource("explain.golden"));
    String actual =
        golden
            .lines()
            .filter(line -> line.startsWith("$ "))
            .map(ExplainTest::run)
            .collect(Collectors.joining("\n"));

    String write = System.getProperty("gatehouse.golden");
    if (write != null) {
      Files.writeString(Path.of(write, "explain.golden"), actual);
    }
    assertThat(actual).isEqualTo(golden);
  }

  @ParameterizedTest
  @CsvSource({
    "edge-web-app.yaml, GET http://www.example.com/a, to-https",
    "edge-web-app.yaml, POST https://www.example.com/uploads/1, uploads",
    "edge-web-app.yaml, GET https://www.example.com/uploads/1, app",
    "microservices.yaml, GET http://api.example.com/accounts/7, accounts",
    "microservices.yaml, GET http://api.example.com/orders/7, orders",
    "microservices.yaml, -H x-canary:1 GET http://api.example.com/orders/7, orders-canary",
    "microservices.yaml, PUT http://eu.media.example.com/media/a.mp4, media-upload",
    "microservices.yaml, GET http://eu.media.example.com/media/a.mp4, media",
    "microservices.yaml, GET http://api.example.com/internal, internal",
    "microservices.yaml, --client 192.0.2.1 GET http://api.example.com/internal, not-found",
    "microservices.yaml, GET http://api.example.com/accountsx, not-found",
  })
  void theExamplesRouteAsTheySay(String file, String request, String route) {
    String config = Path.of("..", "conf", "examples", file).toString();

    Ran ran = Ran.gatehouse(("explain -c " + config + " " + request).split(" "));

    assertThat(ran.out().lines()).contains("route     " + route);
  }

  private static String run(String line) {
    String[] args = line.substring(2).split(" ");
    for (int i = 0; i < args.length; i++) {
      args[i] =
          args[i].equals("explain.yaml")
              ? resource("explain.yaml").toString()
              : args[i].replace('+', ' ');
    }
    Ran ran = Ran.gatehouse(args);
    return line + "\n" + ran.out() + ran.err().replaceAll(" */\\S*/", " ");
  }

  private static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(ExplainTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
