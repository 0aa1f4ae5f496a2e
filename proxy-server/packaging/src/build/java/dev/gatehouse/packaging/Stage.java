package dev.gatehouse.packaging;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The step of the build that lays out what every package of Gatehouse contains: a Java runtime of
 * its own, the jars, the native libraries, configurations, documents, manual page and completions.
 *
 * <p>It is run from its source by the JDK whose runtime is packaged, on Linux. Every file gets the
 * build's timestamp: the JVM compares the times of jars with those its cache of classes was made
 * with, and two builds of one commit shall differ in nothing but that cache.
 */
final class Stage {
  /**
   * The modules of Java that Gatehouse and its libraries need, and jcmd and jfr, by which an
   * operator looks into a running process.
   */
  private static final Set<String> MODULES =
      new TreeSet<>(
          Set.of(
              "java.base",
              "java.logging",
              "java.management",
              "java.naming",
              "java.net.http",
              "java.xml",
              "jdk.crypto.ec",
              "jdk.httpserver",
              "jdk.jcmd",
              "jdk.jfr",
              "jdk.management",
              "jdk.unsupported"));

  /** Name and version of a jar in the SBOM. */
  private static final Pattern PURL = Pattern.compile("pkg:maven/[^/\"]+/([^@\"]+)@([^?\"]+)");

  private final Path root;
  private final Path home;
  private final Arguments arguments;

  private Stage(Arguments arguments) {
    this.arguments = arguments;
    this.root = arguments.root();
    this.home = arguments.out();
  }

  /**
   * @param root of the source checkout, already built
   * @param out the folder to make
   * @param time of every file
   * @param architecture as Debian calls it: amd64, arm64
   * @param jmods modules of a JDK for that architecture; empty: those of the JDK that runs this
   */
  private record Arguments(Path root, Path out, Instant time, String architecture, String jmods) {}

  public static void main(String[] args) throws Exception {
    Stage stage =
        new Stage(
            new Arguments(
                Path.of(args[0]).toRealPath(),
                Path.of(args[1]).toAbsolutePath(),
                Instant.parse(args[2]),
                args[3],
                args.length > 4 ? args[4] : ""));
    stage.make();
  }

  private void make() throws Exception {
    delete(home);
    Files.createDirectories(home);
    Jars jars = new Jars(root.resolve("proxy-server/target/dist/lib"), home);
    jars.copy(platform(arguments.architecture()));
    everyModuleIsThere();
    runtime();
    copy(
        root.resolve("proxy-server/packaging/src/launcher/gatehouse"),
        home.resolve("bin/gatehouse"));
    copy(root.resolve("bin/java.options"), home.resolve("lib/java.options"));
    tree(root.resolve("conf"), home.resolve("conf"));
    tree(root.resolve("docs"), home.resolve("docs"));
    delete(home.resolve("docs/decisions"));
    copy(root.resolve("proxy-server/packaging/src/README.md"), home.resolve("README.md"));
    Path made = root.resolve("proxy-server/packaging/target");
    copy(made.resolve("THIRD-PARTY.txt"), home.resolve("licenses/THIRD-PARTY.txt"));
    copy(made.resolve("gatehouse.cdx.json"), home.resolve("gatehouse.cdx.json"));
    everyJarIsListed();
    boolean here = arguments.jmods().isEmpty();
    pages(here);
    stamp();
    if (here) {
      new Training(home).make(home.resolve("lib/gatehouse.aot"));
      stamp();
    }
  }

  private void everyModuleIsThere() {
    List<String> command =
        new ArrayList<>(List.of("--multi-release", "25", "--ignore-missing-deps"));
    command.add("--print-module-deps");
    try (Stream<Path> all = Files.list(home.resolve("lib"))) {
      all.filter(jar -> jar.getFileName().toString().startsWith("proxy-"))
          .forEach(jar -> command.add(jar.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> needed = new TreeSet<>(List.of(run("jdeps", command).strip().split(",")));
    needed.removeAll(MODULES);
    if (!needed.isEmpty()) {
      throw new IllegalStateException("modules missing in Stage.MODULES: " + needed);
    }
  }

  /** The plugin that makes the list is silently left out by a Maven that is offline. */
  private void everyJarIsListed() throws IOException {
    Set<String> listed = new TreeSet<>(Set.of("gatehouse.jar"));
    Matcher purls = PURL.matcher(Files.readString(home.resolve("gatehouse.cdx.json")));
    while (purls.find()) {
      listed.add(purls.group(1) + "-" + purls.group(2) + ".jar");
    }
    try (Stream<Path> all = Files.list(home.resolve("lib"))) {
      List<String> missing =
          all.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar") && !listed.contains(name))
              .toList();
      if (!missing.isEmpty()) {
        throw new IllegalStateException(
            "gatehouse.cdx.json does not list " + missing + ": run Maven without -o");
      }
    }
  }

  private void runtime() throws IOException {
    List<String> command = new ArrayList<>();
    if (!arguments.jmods().isEmpty()) {
      command.addAll(List.of("--module-path", arguments.jmods()));
    }
    Path runtime = home.resolve("runtime");
    command.addAll(List.of("--add-modules", String.join(",", MODULES)));
    command.addAll(List.of("--no-header-files", "--no-man-pages"));
    command.addAll(List.of("--output", runtime.toString()));
    run("jlink", command);
    // Each module links to the licences of java.base; packages have no need of the links.
    try (Stream<Path> all = Files.walk(runtime.resolve("legal"))) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  /** Manual page and completions, as the program itself prints them. */
  private void pages(boolean here) throws IOException, InterruptedException {
    print(here, home.resolve("man/man1/gatehouse.1"), "manual");
    print(here, home.resolve("completion/bash/gatehouse"), "completion", "bash");
    print(here, home.resolve("completion/zsh/_gatehouse"), "completion", "zsh");
  }

  /** Prints by the packaged runtime, or if that is for another machine, by this one. */
  private void print(boolean here, Path file, String... args)
      throws IOException, InterruptedException {
    Files.createDirectories(file.getParent());
    List<String> command = new ArrayList<>();
    if (here) {
      command.add(home.resolve("bin/gatehouse").toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
      command.add("@" + home.resolve("lib/java.options"));
      command.addAll(List.of("-jar", home.resolve("lib/gatehouse.jar").toString()));
    }
    command.addAll(List.of(args));
    int code =
        new ProcessBuilder(command)
            .redirectOutput(file.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", args) + " ended with " + code);
    }
  }

  private void stamp() throws IOException {
    FileTime time = FileTime.from(arguments.time());
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, time);
        boolean executable = Files.isDirectory(path) || Files.isExecutable(path);
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  /** The end of the names of native libraries for an architecture. */
  private static String platform(String architecture) {
    return switch (architecture) {
      case "amd64" -> "linux-x86_64";
      case "arm64" -> "linux-aarch_64";
      default ->
          throw new IllegalArgumentException(
              "package.arch: " + architecture + " (expected: amd64 or arm64)");
    };
  }

  private static String run(String tool, List<String> command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        ToolProvider.findFirst(tool)
            .orElseThrow(() -> new IllegalStateException("this JDK has no " + tool))
            .run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                command.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException(tool + " " + command + ": " + out + err);
    }
    return out.toString();
  }

  private static void tree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.toList().reversed()) {
          Files.delete(path);
        }
      }
    }
  }
}
