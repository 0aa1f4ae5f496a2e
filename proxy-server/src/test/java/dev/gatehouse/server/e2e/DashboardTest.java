package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.server.e2e.Browser.Tab;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The dashboard in a real browser. Skipped where there is none. */
class DashboardTest {
  private static final String TOKEN = "correct-horse-battery";

  private static Browser browser;
  private Origin one;
  private Origin other;

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
    one = Origin.saying("one");
    other = Origin.saying("other");
    browser.complaints().clear();
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
    assertThat(browser.complaints()).isEmpty();
  }

  private Gateway gateway(String admin) {
    return Gateway.start(
        """
        admin: %s
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools:
          app: {balancer: round-robin, backends: ['%s', '%s']}
          canary: {backends: ['%s']}
        routes:
          - {name: cached, match: {path-prefix: /cached}, pool: app, cache: {default-ttl: 1m}}
          - {name: shop, match: {path-prefix: /shop}, split: {pools: {app: 90, canary: 10}, rollback: {control: app, canary: canary}}}
          - {name: rest, pool: app}
        """
            .formatted(admin, one.url(), other.url(), other.url()));
  }

  private Gateway local() {
    return gateway("{address: \"127.0.0.1:0\"}");
  }

  private static void send(Gateway gateway, String path, int times) throws Exception {
    try (Client client = JdkClient.cleartext(gateway.http("web", "/"))) {
      for (int i = 0; i < times; i++) {
        client.send(Ask.get(path));
      }
    }
  }

  private static Tab open(Gateway gateway, String section) {
    Tab tab = browser.open(gateway.admin("/#/" + section));
    tab.until(section + " is shown", "document.getElementById('main')?.dataset.round > 0");
    return tab;
  }

  @Test
  void showsWhatHappens() throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, "overview");
      send(gateway, "/shop", 60);
      tab.until(
          "the requests are drawn",
          "[...document.querySelectorAll('.chart path')].some("
              + "line => new Set(line.getAttribute('d').match(/ [\\d.]+/g)).size > 1)");
      assertThat(tab.text(".tile dd")).isNotEqualTo("0/s").endsWith("/s");
      assertThat(tab.text("#state")).startsWith("ready");
      tab.untilText(".tiles", "Half take at most");
      assertThat(tab.text("#overview")).contains("To look at", "Nothing.");
      one.die();
      other.die();
      send(gateway, "/shop", 10);
      tab.untilText("#overview", "requests ended with 5xx");
      tab.untilText("#overview", "connect-refused");
    }
  }

  @Test
  void drainsABackendByTheKeyboardAlone() throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, "overview");
      tab.eval("document.getElementById('skip').focus()");
      focus(tab, "document.activeElement.id === 'to-pools'");
      tab.press("Enter");
      tab.untilText("#pools-title", "Pools");
      tab.until("it is filled", "document.querySelectorAll('#pools tbody tr').length > 2");
      String drain = "Drain: " + one.url() + " of pool app";
      focus(tab, "document.activeElement.ariaLabel === '" + drain + "'");
      tab.press("Enter");
      tab.untilText("#notice", one.url() + " is draining");
      tab.until(
          "the button is the same, and says what it does now",
          "document.activeElement.ariaLabel === '" + drain.replace("Drain", "Take back") + "'");
      assertThat(tab.text("#pools tbody tr")).contains("draining", "the operator said draining");
    }
  }

  /** Presses Tab until a script is true of what has the focus. */
  private static void focus(Tab tab, String script) {
    for (int i = 0; i < 60 && !tab.eval(script).asBoolean(); i++) {
      tab.press("Tab");
    }
    assertThat(tab.eval(script).asBoolean()).as(script).isTrue();
  }

  @Test
  void switchesOffOnlyAfterAskingAndCanTakeBack() throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, "pools");
      String off = "[aria-label=\"Switch off: " + one.url() + " of pool app\"]";
      tab.eval("document.querySelector('" + off + "').click()");
      tab.untilText("#confirm-question", "Switch off");
      tab.press("Escape");
      tab.until("it is closed", "!document.querySelector('dialog[open]')");
      assertThat(tab.text("#pools tbody tr")).contains("up");
      tab.eval("document.querySelector('" + off + "').click()");
      tab.untilText("#confirm-question", "Switch off");
      tab.eval("document.getElementById('confirm-yes').click()");
      tab.untilText("#pools tbody tr", "the operator said down");
    }
  }

  @Test
  void takesTheShareOfACanary() throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, "pools");
      tab.eval("document.querySelector('[aria-label^=\"Take the share away\"]').click()");
      tab.untilText("#pools", "0 instead of 10");
      tab.eval("document.querySelector('[aria-label^=\"Give the share back\"]').click()");
      tab.until(
          "it has its share", "!document.getElementById('pools').innerText.includes('instead of')");
    }
  }

  @Test
  void showsAndPurgesTheCache() throws Exception {
    try (Gateway gateway = local()) {
      send(gateway, "/cached/a", 3);
      Tab tab = open(gateway, "cache");
      tab.untilText("#cache tbody", "cached");
      assertThat(tab.text("#cache tbody")).contains("66.7 %");
      tab.eval("document.getElementById('purge-kind').value = 'host'");
      tab.eval("document.getElementById('purge-what').value = '127.0.0.1'");
      tab.eval("document.querySelector('button[value=count]').click()");
      tab.untilText("#cache", "1 response");
      assertThat(tab.text("#cache")).contains("counted");
    }
  }

  @Test
  void asksForTheTokenAndKeepsItNowhere() throws Exception {
    try (Gateway gateway = gateway("{address: \"0.0.0.0:0\", token: " + TOKEN + "}")) {
      Tab tab = browser.open(gateway.admin("/"));
      tab.until("the dialog is open", "document.getElementById('login-dialog')?.open === true");
      tab.eval("document.getElementById('token').focus()");
      tab.type("guess");
      tab.press("Enter");
      tab.untilText("#login-problem", "the admin token is wrong");
      tab.type(TOKEN);
      tab.press("Enter");
      tab.until("it is shown", "document.getElementById('main').dataset.round > 0");
      String kept =
          tab.eval("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
              .asString();
      assertThat(kept).contains("gatehouse-session-").doesNotContain(TOKEN);
      assertThat(tab.eval("document.documentElement.outerHTML").asString()).doesNotContain(TOKEN);
      tab.go(gateway.admin("/#/pools"));
      tab.eval("location.reload()");
      tab.until(
          "the session outlives a reload",
          "document.querySelectorAll('#pools tbody tr').length > 2");
      tab.eval("document.getElementById('login').click()");
      tab.until("the session is over", "document.getElementById('login-dialog').open");
    }
  }

  @Test
  void aPageOfAnotherPortCanNeitherReadNorChange() throws Exception {
    String html = "<!doctype html><title>evil</title>";
    try (Gateway gateway = local();
        Origin evil =
            Origin.answering(
                "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: "
                    + html.length()
                    + "\n\n"
                    + html)) {
      Tab tab = browser.open(URI.create(evil.url()));
      tab.until("it is there", "document.title === 'evil'");
      String order = "{pool: 'app', backend: '" + one.url() + "', state: 'down'}";
      for (String options :
          List.of(
              "{method: 'POST', mode: 'no-cors', body: JSON.stringify(" + order + ")}",
              "{method: 'POST', headers: {'content-type': 'application/json'}, body:"
                  + " JSON.stringify("
                  + order
                  + ")}",
              "{mode: 'no-cors'}",
              "{}")) {
        String path = options.contains("POST") ? "/api/v1/backends" : "/api/v1/pools";
        JsonNode got =
            tab.eval(
                "fetch('%s', %s).then(r => r.text()).catch(() => '')"
                    .formatted(gateway.admin(path), options));
        assertThat(got.asString()).as(options).isEmpty();
      }
      assertThat(browser.complaints())
          .as("the browser says why")
          .allMatch(each -> each.contains("CORS") || each.contains("blocked"));
      browser.complaints().clear();
      Tab ours = open(gateway, "pools");
      ours.untilText("#pools tbody tr", "nothing speaks against it");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void canBeReadInLightAndDark(boolean dark) throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, "pools");
      tab.eval("document.querySelector('[aria-label^=\"Drain\"]').click()");
      tab.untilText("#pools", "draining");
      tab.dark(dark);
      tab.until("the colours are there", Contrast.BACKGROUND_IS + (dark ? "< 0.2" : "> 0.8"));
      assertThat(tab.eval(Contrast.TOO_FAINT)).as("contrast of 4.5 to 1").isEmpty();
      tab.eval(
          "{const s = document.getElementById('theme'); s.value = '%s'; s.onchange()}"
              .formatted(dark ? "light" : "dark"));
      tab.until("the choice wins", Contrast.BACKGROUND_IS + (dark ? "> 0.8" : "< 0.2"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"overview", "pools", "routes", "timeline", "explain", "cache", "configuration"})
  void fitsASmallScreen(String section) throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, section);
      tab.size(360, 740);
      tab.until("nothing sticks out", "document.documentElement.scrollWidth <= 360");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"overview", "pools", "routes", "timeline", "explain", "cache", "configuration"})
  void tellsAScreenReaderWhatEverythingIs(String section) throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, section);
      Set<String> controls =
          Set.of(
              "button", "link", "textbox", "searchbox", "combobox", "checkbox", "image", "table");
      int named = 0;
      boolean main = false;
      for (JsonNode node : tab.accessibility()) {
        String role = node.path("role").path("value").asString("");
        main |= role.equals("main");
        if (controls.contains(role) && !node.path("ignored").asBoolean()) {
          assertThat(node.path("name").path("value").asString("")).as(node.toString()).isNotBlank();
          named++;
        }
      }
      assertThat(main).isTrue();
      assertThat(named).isGreaterThan(5);
    }
  }

  @Test
  void loadsNothingFromElsewhereAndCannotBeMadeTo() throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, "overview");
      String elsewhere =
          "performance.getEntriesByType('resource').filter(e =>"
              + " !e.name.startsWith(location.origin)).length";
      assertThat(tab.eval(elsewhere).asInt()).isZero();
      String markup =
          "try {document.body.innerHTML = '<img src=x onerror=alert(1)>'; 'taken'} catch"
              + " {'refused'}";
      assertThat(tab.eval(markup).asString()).isEqualTo("refused");
      browser.complaints().clear();
    }
  }

  @Test
  void saysThatAServerIsSilent() throws Exception {
    Gateway gateway = local();
    Tab tab = open(gateway, "overview");
    gateway.close();
    tab.untilText("#state", "no answer");
  }

  @Test
  void putsNumbersInWords() throws Exception {
    try (Gateway gateway = local()) {
      Tab tab = open(gateway, "overview");
      String words =
          "import('/format.js').then(f => [f.number(12345.6), f.number(0.2544), f.bytes(1536),"
              + " f.bytes(5), f.time(0.00025), f.time(2.5), f.span(93784), f.span(75), f.span(0),"
              + " f.percent(0.0123), f.count(1, 'backend'), f.count(2000, 'route')].join('|'))";
      assertThat(tab.eval(words).asString())
          .isEqualTo(
              "12,346|0.254|1.5 KiB|5 B|0.25 ms|2.5 s|1 d 2 h|1 min 15 s|0 s|1.23 %|1 backend|2,000"
                  + " routes");
      String scales =
          "import('/scale.js').then(s => [s.ceiling(0), s.ceiling(7), s.ceiling(2.4),"
              + " s.ceiling(1000), s.ceiling(1500, 1024), s.linear(7).ticks, s.logarithmic(0.2,"
              + " 0.001).ticks, s.logarithmic(0.2, 0.001).at(0), s.logarithmic(1, 0.01).at(0.1),"
              + " s.window(61)].join('|'))";
      assertThat(tab.eval(scales).asString())
          .isEqualTo("1|10|2.5|1000|2048|0,5,10|0.001,0.01,0.1,1||0.5|120");
      String drawn =
          "import('/chart.js').then(c => [c.path([], v => v, 60), c.path([0, 10], v => v / 10, 60),"
              + " c.path([1, null, 0], v => v, 60)].join('|'))";
      assertThat(tab.eval(drawn).asString())
          .isEqualTo("|M543.7 148.0L552.0 12.0|M535.4 12.0M552.0 148.0");
    }
  }
}
