package dev.gatehouse.core.http;

import java.util.Random;

/** Random paths, rich in what normalising changes. */
final class PathSamples {
  private static final String[] PIECES = {
    "/", "/", "/", "/", "a", "b", "Z", "0", ".", ".", "..", "%2e", "%2E", "%2f", "%2F", "%5c",
    "%41", "%7e", "%c3%a9", "%25", "%252e", "%", "%0", "%00", "%7f", ";", ";x=1", "~", "@", "[",
    "|", "\\", "//", "...", ".a", "%20", "%3b", ":", "!"
  };

  private PathSamples() {}

  static String next(Random random) {
    StringBuilder path = new StringBuilder("/");
    for (int i = random.nextInt(10); i > 0; i--) {
      path.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return path.toString();
  }
}
