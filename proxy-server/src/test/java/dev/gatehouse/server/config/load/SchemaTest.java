package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gatehouse.server.config.GatehouseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class SchemaTest {
  private static final Path FILE = Path.of("..", "conf", "gatehouse.schema.json");

  private final JsonNode generated = new SchemaGenerator().schema(GatehouseSettings.class);
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(generated);

  /** With {@code -Dgatehouse.schema=write} the file is written first. */
  @Test
  void theShippedFileIsTheSchemaOfTheSettings() throws IOException {
    String text =
        JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(generated)
                .replace(System.lineSeparator(), "\n")
            + "\n";
    if ("write".equals(System.getProperty("gatehouse.schema"))) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, text);
    }

    assertThat(Files.readString(FILE)).isEqualTo(text);
  }

  @Test
  void aFileWithEveryKeyIsValid() {
    assertThat(errors(Loads.resource("full.yaml"))).isEmpty();
  }

  @Test
  void theShortestUsefulFileIsValid() {
    assertThat(
            errors(
                """
                listeners: {web: {address: "0.0.0.0:8080"}}
                pools:     {app: {backends: ["http://127.0.0.1:3000"]}}
                routes:    [{pool: app}]
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listners: {}",
        "limits: {keep-alive: 75}",
        "limits: {memory: 64KB}",
        "limits: {connections: many}",
        "pools: {a: {backends: [ftp://a]}}",
        "pools: {a: {backends: [http://a], balancer: dice}}",
        "pools: {a: {backends: [http://a], mirrors: {}}}",
        "pools: {a: {balancer: round-robin}}",
        "routes: [{pool: a, respond: {}}]",
        "routes: [{match: {}}]",
        "routes: [{pool: a, match: {headers: {x-a: {like: b}}}}]",
        "listeners: {a: {address: 8080}}",
      })
  void whatTheReaderRefusesIsInvalid(String part) {
    String rest =
        (part.startsWith("listeners") ? "" : "listeners: {web: {address: '0.0.0.0:8080'}}\n")
            + (part.startsWith("routes") ? "" : "routes: [{respond: {}}]\n");

    assertThat(errors(rest)).hasSizeLessThanOrEqualTo(1);
    assertThat(errors(rest + part)).isNotEmpty();
    assertThat(Loads.problems(rest + part)).isNotEmpty();
  }

  private List<Error> errors(String yaml) {
    return schema.validate(Trees.json(yaml));
  }
}
