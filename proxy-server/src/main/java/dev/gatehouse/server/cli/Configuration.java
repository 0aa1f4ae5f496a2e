package dev.gatehouse.server.cli;

import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsHeritage;
import dev.gatehouse.tls.TlsState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file loaded with everything it points at, ready to compile.
 *
 * @param prepared without errors; closed by who takes it over
 * @param source where it can be read again; null: nowhere
 */
record Configuration(Prepared prepared, TlsState tlsState, @Nullable ConfigurationSource source) {
  GatehouseSettings settings() {
    return prepared.settings();
  }

  /**
   * Loads {@code file}; prints every problem, each on a line, if there are any.
   *
   * @param before the keys and certificates of the process before this one
   * @return null if it cannot be used
   */
  static @Nullable Configuration load(Path file, TlsHeritage before, PrintWriter err) {
    ConfigurationSource source = ConfigurationSource.file(file);
    return of(source.load(), source.base(), source, before, err);
  }

  /**
   * Loads what {@code loaded} points at, with relative paths from {@code directory}; prints
   * problems as {@link #load} does.
   *
   * @param source where it can be read again; null: nowhere
   * @param before the keys and certificates of the process before this one
   */
  static @Nullable Configuration of(
      Loaded loaded,
      Path directory,
      @Nullable ConfigurationSource source,
      TlsHeritage before,
      PrintWriter err) {
    return switch (loaded) {
      case Loaded.Invalid(List<Problem> problems) -> {
        print(problems, err);
        yield null;
      }
      case Loaded.Valid valid -> {
        TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
        state.inherit(before);
        Prepared prepared = Prepared.of(valid, directory, state);
        prepared.warnings().forEach(warning -> err.println("warning: " + warning));
        if (!prepared.errors().isEmpty()) {
          prepared.close();
          print(prepared.errors(), err);
          yield null;
        }
        yield new Configuration(prepared, state, source);
      }
    };
  }

  /** Prints problems, each on a line, and how many there are if more than one. */
  static void print(List<Problem> problems, PrintWriter err) {
    problems.forEach(err::println);
    if (problems.size() > 1) {
      err.println(problems.size() + " problems");
    }
  }
}
