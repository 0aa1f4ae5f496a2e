package dev.gatehouse.server.e2e.cachetests;

import dev.gatehouse.server.e2e.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An answer of the suite's origin, as Node would write it. */
final class Answer {
  private final Edition edition;
  private final MovedClock clock;
  private final Script script;
  private final String method;
  private final String target;
  private final Map<String, String> asked;
  private final Map<String, String> sent = new HashMap<>();
  private final StringBuilder head = new StringBuilder();

  Answer(Edition edition, MovedClock clock, Script script, Message request) {
    String[] line = request.start().split(" ", -1);
    this.edition = edition;
    this.clock = clock;
    this.script = script;
    this.method = line[0];
    this.target = line[1];
    this.asked = Fields.ofRequest(request);
  }

  static byte[] text(int status, String content) {
    return "HTTP/1.1 %d Said\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, content.length(), content)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The answer, and a note in the script; empty if the connection shall break. */
  byte[] bytes() {
    int count = script.seen().size() + 1;
    String said = asked.get("req-num");
    int number = said == null ? count : Fields.number(said);
    Step step = script.step(number);
    if (step == null) {
      return text(409, "the case has no request " + number);
    }
    if (step.has("response_pause")) {
      clock.move(Duration.ofSeconds(step.get("response_pause").asLong()));
    }
    step.items("interim_responses").forEach(this::interim);
    String status = status(step, number);
    head.append("HTTP/1.1 ").append(status).append("\r\n");
    Map<String, String> told = fields(step, number, count, said);
    script.add(new Script.Seen(number, method, asked, told));
    if (step.is("disconnect")) {
      return new byte[0];
    }
    String numbers =
        script.seen().stream().map(each -> "" + each.number()).collect(Collectors.joining(" "));
    line("Request-Numbers", numbers);
    return end(step, status.startsWith("204") || status.startsWith("304"));
  }

  private void interim(Step.Item interim) {
    int status = interim.node().get(0).asInt();
    head.append("HTTP/1.1 ").append(status).append(" Interim\r\n");
    if (interim.parts() > 1) {
      interim.part(1).forEach(each -> line(each.get(0).asString(), each.get(1).asString()));
    }
    head.append("\r\n");
  }

  private String status(Step step, int number) {
    if (step.expectedType().endsWith("validated")) {
      boolean known =
          same(script.value(number - 1, "last-modified"), "if-modified-since")
              || same(script.value(number - 1, "etag"), "if-none-match");
      return known ? "304 Not Modified" : "999 304 Not Generated";
    }
    JsonNode status = step.has("response_status") ? step.get("response_status") : null;
    return status == null ? "200 OK" : status.get(0).asInt() + " " + status.get(1).asString();
  }

  private boolean same(@Nullable String validator, String condition) {
    return validator != null && validator.equals(asked.get(condition));
  }

  /** Writes the fields, and returns those that the client has to see. */
  private Map<String, String> fields(Step step, int number, int count, @Nullable String said) {
    String now = Long.toString(clock.epochMillis());
    line("Server-Base-Url", target);
    line("Server-Request-Count", Integer.toString(count));
    line("Client-Request-Count", said == null ? "NaN" : said);
    line("Server-Now", now);
    String capability = asked.get("surrogate-capability");
    if (edition.tellsCapability()) {
      line("Capability-Seen", capability == null ? "" : capability);
    }
    Map<String, String> told = new LinkedHashMap<>();
    List<Step.Item> fields = step.items("response_headers");
    for (int i = 0; i < fields.size(); i++) {
      Step.Item field = fields.get(i);
      String value = script.fix(number, i, () -> Magic.value(step, field, now, target, capability));
      line(field.name(), value);
      String all = sent.merge(field.key(), value, (first, next) -> first + ", " + next);
      if (field.parts() < 3 || field.part(2).asBoolean()) {
        told.put(field.name(), all);
      }
    }
    own("Content-Type", "text/plain");
    own("Date", Magic.date(clock.epochMillis()));
    return told;
  }

  private byte[] end(Step step, boolean none) {
    String content =
        step.has("response_body") && !step.text("response_body").isEmpty()
            ? step.text("response_body")
            : script.token();
    boolean silent = none || method.equals("HEAD");
    if (!silent && !sent.containsKey("transfer-encoding")) {
      own("Content-Length", Integer.toString(content.length()));
    }
    head.append("\r\n").append(silent ? "" : content);
    // Node writes a head alone as Latin-1, but in one string with its content as UTF-8
    return head.toString().getBytes(silent ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  /** Writes a field that the case does not have. */
  private void own(String name, String value) {
    if (!sent.containsKey(name.toLowerCase(Locale.ROOT))) {
      line(name, value);
    }
  }

  private void line(String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
