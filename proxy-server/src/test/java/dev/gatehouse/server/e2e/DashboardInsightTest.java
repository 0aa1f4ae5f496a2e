package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.server.e2e.Browser.Tab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sections of the dashboard that say why, in a real browser. Skipped where there is none. */
class DashboardInsightTest {
  private static Browser browser;
  private Origin origin;
  private Gateway gateway;

  @BeforeAll
  static void startBrowser() throws Exception {
    Optional<Path> program = Browser.program();
    assumeTrue(program.isPresent(), "no Chromium on this machine: the dashboard is not tested");
    browser =
        Browser.start(program.get(), Files.createTempDirectory("gatehouse-browser"), 1280, 900);
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() {
    origin = Origin.saying("hello");
    gateway = Gateway.start(configuration("rest"));
    browser.complaints().clear();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    assertThat(browser.complaints()).isEmpty();
  }

  private String configuration(String last) {
    return """
    admin: {address: "127.0.0.1:0"}
    listeners: {web: {address: "127.0.0.1:0"}}
    access-log: {format: off}
    pools: {app: {backends: ['%s'], health: {passive: {consecutive-failures: 100}}}}
    routes:
      - {name: shop, match: {path-prefix: /shop}, pool: app, rewrite: {host: inside.example}}
      - {name: %s, pool: app}
    """
        .formatted(origin.url(), last);
  }

  private Tab open(String section) {
    Tab tab = browser.open(gateway.admin("/#/" + section));
    tab.until(section + " is shown", "document.getElementById('main')?.dataset.round > 0");
    return tab;
  }

  private void send(String path) throws Exception {
    try (Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      client.send(Ask.get(path));
    }
  }

  @Test
  void showsRoutesWithTheirCountsAndFindsSome() throws Exception {
    send("/shop/1");
    Tab tab = open("routes");
    tab.untilText("#routes tbody", "inside.example");
    tab.until(
        "it is counted",
        "document.querySelector('#routes tbody td:nth-child(5)').innerText === '1'");
    tab.eval("document.getElementById('route-filter').focus()");
    tab.type("rest");
    tab.until("one is left", "document.querySelectorAll('#routes tbody tr').length === 1");
    assertThat(tab.text("#routes tbody")).contains("rest").doesNotContain("inside.example");
  }

  @Test
  void explainsARequest() throws Exception {
    Tab tab = open("explain");
    tab.eval("document.getElementById('explain-url').focus()");
    tab.type("http://shop.example/shop/cart?item=7");
    tab.press("Enter");
    tab.untilText("#explain-result", "Routes that were looked at");
    assertThat(tab.text("#explain-result"))
        .contains("GET http://shop.example/shop/cart?item=7", "Client 127.0.0.1")
        .contains("inside.example", "chosen", "outranked", origin.url());
    tab.eval("document.getElementById('explain-client').value = 'nobody'");
    tab.eval("document.querySelector('#explain button').click()");
    tab.untilText("#explain .problem", "client: nobody (expected: an IP address)");
  }

  @Test
  void showsWhereTheTimeOfAFailedRequestWent() throws Exception {
    origin.die();
    send("/shop/lost?card=4711");
    Tab tab = open("timeline");
    tab.untilText("#timeline tbody", "/shop/lost");
    tab.eval("document.querySelector('#timeline tbody button').focus()");
    tab.press("Enter");
    tab.untilText("#timeline", "Attempts");
    assertThat(tab.text("#timeline")).contains("connect-refused", "connecting", origin.url());
    assertThat(tab.text("#timeline")).as("values of a query").doesNotContain("4711");
    assertThat(tab.eval("document.querySelectorAll('#timeline .bar rect').length").asInt())
        .isGreaterThan(1);
    tab.eval("[...document.querySelectorAll('#timeline button')].at(-1).click()");
    tab.until("the focus is back", "document.activeElement.closest('#timeline tbody') !== null");
    String bars =
        "import('/timeline.js').then(t => JSON.stringify(t.bars([{fromMicros: -50, tookMicros: 50},"
            + " {fromMicros: 0, tookMicros: 150}, {fromMicros: 150, tookMicros: 0}])))";
    assertThat(tab.eval(bars).asString())
        .isEqualTo(
            "[{\"left\":0,\"width\":25},{\"left\":25,\"width\":75},{\"left\":100,\"width\":0.3}]");
  }

  @Test
  void reloadsAndGoesBack() throws Exception {
    Tab tab = open("configuration");
    tab.untilText("#configuration", "Number 1");
    gateway.write(configuration("other"));
    tab.eval("document.querySelector('#configuration button.primary').click()");
    tab.untilText("#configuration", "Number 2");
    assertThat(tab.text("#notice")).contains("routes:");
    tab.eval("document.querySelector('#configuration ol details').open = true");
    tab.untilText("#configuration pre .added", "name: other");
    tab.eval("document.querySelector('[aria-label=\"Go back to number 1\"]').click()");
    tab.untilText("#confirm-question", "Go back to configuration 1");
    tab.eval("document.getElementById('confirm-yes').click()");
    tab.untilText("#configuration", "Number 3");
    assertThat(tab.text("#configuration")).contains("The file is another by now");
  }

  @Test
  void saysWhyAReloadWasRefused() throws Exception {
    Tab tab = open("configuration");
    gateway.write(configuration("other").replace("pool: app}\n", "pool: none}\n"));
    tab.eval("document.querySelector('#configuration button.primary').click()");
    tab.untilText("#notice", "Refused:");
    tab.untilText("#configuration", "The last reload was refused");
    assertThat(tab.text("#configuration")).contains("none");
    tab.go(gateway.admin("/#/overview"));
    tab.untilText("#overview", "The last reload was refused");
  }
}
