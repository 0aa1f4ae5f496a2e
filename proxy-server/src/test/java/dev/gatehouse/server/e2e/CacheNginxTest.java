package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache before nginx and its files: clients over HTTP/1.1 and HTTP/2 ask for any ranges of files,
 * some of which change between their requests. Whatever they get is compared with the file, byte by
 * byte.
 */
class CacheNginxTest {
  private static final int REQUESTS = 600;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");
  private static final Pattern PART_HEAD =
      Pattern.compile("\r\nContent-Range: (bytes [-/\\d]+)\r\n", Pattern.CASE_INSENSITIVE);

  /** Path, and then number of bytes. */
  private static final Map<String, Integer> FILES =
      Map.of("/kept/small", 300, "/kept/large", 900_000, "/asked/large", 400_000, "/asked/x", 2000);

  private final Random random = new Random(9111);

  private int changes;
  private int partial;

  @TempDir private Path folder;

  @Test
  void givesEveryByteAsItStandsInTheFile() throws IOException, InterruptedException {
    Path program = NginxOrigin.program();
    assumeTrue(program != null, "there is no nginx here");
    Map<String, byte[]> now = new HashMap<>();
    for (String path : FILES.keySet()) {
      now.put(path, write(path));
    }
    int hits = 0;
    try (NginxOrigin nginx = NginxOrigin.serving(Objects.requireNonNull(program), folder);
        Gateway gateway = gateway(nginx);
        Client one = JdkClient.cleartext(gateway.http("web", "/"));
        Client two = Http2Client.connect(gateway.address("web"))) {
      List<String> paths = FILES.keySet().stream().sorted().toList();
      for (int i = 0; i < REQUESTS; i++) {
        String path = paths.get(random.nextInt(paths.size()));
        if (path.startsWith("/asked") && random.nextInt(15) == 0) {
          now.put(path, write(path));
        }
        Ask ask = Ask.get(path).with("x-number", Integer.toString(i));
        String range = random.nextInt(6) == 0 ? null : range(FILES.getOrDefault(path, 0));
        Reply reply =
            (random.nextBoolean() ? one : two).send(range == null ? ask : ask.with("range", range));
        check(path + " " + range, reply, Objects.requireNonNull(now.get(path)));
        hits += String.valueOf(reply.field("cache-status")).contains("; hit") ? 1 : 0;
      }
    }
    assertThat(hits).as("answers from the store").isGreaterThan(REQUESTS / 4);
    assertThat(partial).as("answers with parts").isGreaterThan(REQUESTS / 2);
  }

  private byte[] write(String path) throws IOException {
    byte[] bytes = new byte[FILES.getOrDefault(path, 0)];
    random.nextBytes(bytes);
    Path file = folder.resolve("files" + path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Path fresh = folder.resolve("fresh");
    Files.write(fresh, bytes);
    changes++;
    Files.setLastModifiedTime(
        fresh, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(changes * 5L)));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return bytes;
  }

  private String range(int length) {
    int first = random.nextInt(length);
    int some = random.nextInt(1 + length / 3);
    return "bytes="
        + switch (random.nextInt(8)) {
          case 0 -> first + "-";
          case 1 -> "-" + (1 + some);
          case 2 -> "0-" + some;
          case 3 -> length + some + "-";
          case 4 -> first / 3 + "-" + first / 3 + "," + (length - 5) + "-";
          case 5 -> "0-9,-10," + length / 2 + "-" + (length / 2 + some);
          default -> first + "-" + (first + some);
        };
  }

  private void check(String what, Reply reply, byte[] file) {
    byte[] content = reply.content();
    switch (reply.status()) {
      case 200 -> assertThat(Arrays.equals(content, file)).as(what).isTrue();
      case 416 ->
          assertThat(reply.field("content-range")).as(what).isEqualTo("bytes */" + file.length);
      case 206 -> {
        partial++;
        String place = reply.field("content-range");
        if (place == null) {
          checkParts(what, reply, file);
        } else {
          assertThat(Arrays.equals(content, part(place, file))).as(what + ": " + place).isTrue();
        }
      }
      default -> throw new AssertionError(what + ": " + reply.status());
    }
  }

  private static void checkParts(String what, Reply reply, byte[] file) {
    String all = new String(reply.content(), StandardCharsets.ISO_8859_1);
    Matcher head = PART_HEAD.matcher(all);
    int parts = 0;
    while (head.find()) {
      parts++;
      int begin = all.indexOf("\r\n\r\n", head.start()) + 4;
      String expected =
          new String(part(String.valueOf(head.group(1)), file), StandardCharsets.ISO_8859_1);
      assertThat(all.startsWith(expected + "\r\n--", begin)).as(what).isTrue();
    }
    assertThat(parts).as(what).isGreaterThan(1);
    assertThat(all).as(what).endsWith("--\r\n");
  }

  /** What {@code place} says of {@code file}. */
  private static byte[] part(String place, byte[] file) {
    Matcher range = RANGE.matcher(place);
    assertThat(range.matches()).as(place).isTrue();
    assertThat(range.group(3)).isEqualTo(Integer.toString(file.length));
    return Arrays.copyOfRange(
        file, Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)) + 1);
  }

  private static Gateway gateway(NginxOrigin origin) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ['http://127.0.0.1:%d']}}
        routes: [{pool: app, cache: {status-header: true}}]
        """
            .formatted(origin.port()));
  }
}
