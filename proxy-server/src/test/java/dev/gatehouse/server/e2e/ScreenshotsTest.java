package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.e2e.Browser.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * Makes the pictures of the dashboard for the documents, with traffic that goes well and badly.
 * Only with {@code -Dgatehouse.screenshots=DIR}; takes {@code -Dgatehouse.screenshots.seconds}.
 */
@EnabledIfSystemProperty(named = "gatehouse.screenshots", matches = ".+")
class ScreenshotsTest {
  private static Gateway gateway(String one, String two, String bad, String next, String images) {
    return Gateway.start(
        """
        admin: {address: "127.0.0.1:0"}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        timeline: {slow: 50ms}
        pools:
          shop:
            backends: ['%s', '%s', '%s']
            health: {passive: {consecutive-failures: 3}}
          shop-next: {backends: ['%s']}
          images: {backends: ['%s']}
        routes:
          - name: checkout
            match: {path-prefix: /checkout}
            split: {pools: {shop: 90, shop-next: 10}, rollback: {control: shop, canary: shop-next}}
          - {name: images, match: {path-prefix: /images}, pool: images, cache: {default-ttl: 5s}}
          - {name: old, match: {path-prefix: /old}, redirect: {to: "https://shop.example/new"}}
          - {name: shop, match: {path-prefix: /}, pool: shop}
        """
            .formatted(one, two, bad, next, images));
  }

  private static Origin backend(AtomicBoolean well, int most) {
    return Origin.start((origin, wire) -> {
      while (origin.receive(wire)) {
        pause(RandomGenerator.getDefault().nextInt(most));
        String text = "x".repeat(RandomGenerator.getDefault().nextInt(20_000));
        String status = well.get() ? "200 OK" : "503 Service Unavailable";
        wire.send("HTTP/1.1 " + status + "\nContent-Length: " + text.length() + "\n\n" + text);
      }
    });
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void makePictures() throws Exception {
    Path folder = Files.createDirectories(Path.of(System.getProperty("gatehouse.screenshots")));
    int seconds = Integer.getInteger("gatehouse.screenshots.seconds", 120);
    AtomicBoolean well = new AtomicBoolean(true);
    AtomicBoolean over = new AtomicBoolean();
    try (Origin one = backend(new AtomicBoolean(true), 12);
        Origin two = backend(new AtomicBoolean(true), 40);
        Origin bad = backend(well, 25);
        Origin next = backend(new AtomicBoolean(true), 15);
        Origin images = backend(new AtomicBoolean(true), 8);
        Gateway gateway = gateway(one.url(), two.url(), bad.url(), next.url(), images.url());
        Browser browser =
            Browser.start(
                Browser.program().orElseThrow(),
                Files.createTempDirectory("gatehouse-browser"),
                1280,
                1000)) {
      for (int i = 0; i < 6; i++) {
        Thread.ofVirtual().start(() -> ask(gateway, over));
      }
      Tab tab = browser.open(gateway.admin("/"));
      for (int i = 0; i < seconds; i++) {
        pause(1000);
        well.set(i % 60 < 45);
      }
      for (JsonNode each :
          tab.eval("[...document.querySelectorAll('nav a')].map(a => a.hash.slice(2))")) {
        String section = each.asString();
        for (boolean dark : new boolean[] {false, true}) {
          tab.dark(dark);
          tab.eval("location.hash = '#/" + section + "'; document.activeElement.blur()");
          int round = tab.eval("Number(document.getElementById('main').dataset.round)").asInt();
          tab.until(
              "it is fresh", "document.getElementById('main').dataset.round > " + (round + 1));
          tab.eval(opened(section));
          tab.until("it is drawn", "new Promise(done => requestAnimationFrame(() => done(true)))");
          String name = section + (dark ? "-dark" : "-light") + ".png";
          Files.write(folder.resolve(name.toLowerCase(Locale.ROOT)), tab.picture());
        }
      }
      assertThat(browser.complaints()).isEmpty();
      over.set(true);
    }
  }

  /** A script that shows what somebody would look at in a section. */
  private static String opened(String section) {
    return switch (section) {
      case "timeline" -> "document.querySelector('#timeline tbody button').click()";
      case "explain" ->
          """
          document.getElementById('explain-url').value = 'http://shop.example/checkout/pay?step=2';
          document.querySelector('#explain button').click();
          new Promise(done => setTimeout(done, 500))
          """;
      default -> "document.activeElement.blur()";
    };
  }

  private static void ask(Gateway gateway, AtomicBoolean over) {
    RandomGenerator random = RandomGenerator.getDefault();
    String[] paths = {"/", "/cart", "/checkout", "/images/1", "/images/2", "/old/page", "/item/7"};
    while (!over.get()) {
      try (Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
        for (int i = 0; i < 50 && !over.get(); i++) {
          client.send(Ask.get(paths[random.nextInt(paths.length)]));
          pause(random.nextInt(12));
        }
      } catch (IOException | InterruptedException e) {
        return; // the gateway has ended
      }
    }
  }
}
