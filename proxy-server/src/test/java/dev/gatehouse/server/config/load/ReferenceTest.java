package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.server.config.GatehouseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  private static final Path FILE = Path.of("..", "docs", "configuration.md");
  private static final String MARK =
      "<!-- What follows is made from the settings' descriptions. -->\n";

  /** With {@code -Dgatehouse.schema=write} the file is written first. */
  @Test
  void theReferenceDescribesEveryKeyAsTheSettingsDo() throws IOException {
    String written = Files.readString(FILE);
    assertThat(written).contains(MARK);
    String text =
        written.substring(0, written.indexOf(MARK))
            + MARK
            + new ReferenceGenerator().reference(GatehouseSettings.class);
    if ("write".equals(System.getProperty("gatehouse.schema"))) {
      Files.writeString(FILE, text);
    }

    assertThat(Files.readString(FILE)).isEqualTo(text);
  }
}
