package dev.gatehouse.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The jars of a package. They are what the build made and downloaded, with three exceptions, each
 * for a short start:
 *
 * <ul>
 *   <li>Native libraries lie beside the jars, those of one architecture only; Netty would unpack
 *       them to {@code /tmp} at each start, where many a machine forbids to execute them.
 *   <li>Jars are no longer signed (Bouncy Castle's are), and
 *   <li>classes in the format of before Java 6 (picocli's) are brought to that of Java 8, which
 *       means that they are given tables of stack maps. The JVM's cache takes neither signed nor
 *       such old classes; the check of packages says whether it took all.
 * </ul>
 *
 * <p>A jar with nothing but a manifest names the others in a fixed order, which is the class path.
 */
final class Jars {
  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  private final Path from;
  private final Path home;
  private final Path lib;

  Jars(Path from, Path home) {
    this.from = from;
    this.home = home;
    this.lib = home.resolve("lib");
  }

  /** Copies all, with native libraries of those jars only whose names end with {@code platform}. */
  void copy(String platform) throws IOException {
    Files.createDirectories(lib.resolve("native"));
    List<Path> all;
    try (Stream<Path> files = Files.list(from)) {
      all = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path jar : all) {
      String name = jar.getFileName().toString();
      if (name.matches(".*-(linux|osx|windows)-[a-z0-9_]+\\.jar")) {
        if (name.endsWith("-" + platform + ".jar")) {
          natives(jar);
          licences(jar);
        }
      } else {
        jar(jar, lib.resolve(name));
        licences(jar);
      }
    }
    classPath();
  }

  private void natives(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().matches("META-INF/native/.*\\.so")) {
          String name = Path.of(entry.getName()).getFileName().toString();
          Files.write(
              lib.resolve("native").resolve(name), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  /** The terms that a jar carries with it: some demand to go wherever the program goes. */
  private void licences(Path jar) throws IOException {
    String library = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().matches("(?i)(META-INF/)?(license/)?(LICENSE|NOTICE)[^/]*")
            && !entry.isDirectory()) {
          Path file = home.resolve("licenses").resolve(library);
          Files.createDirectories(file);
          Files.write(
              file.resolve(Path.of(entry.getName()).getFileName()),
              zip.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private static void jar(Path from, Path to) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {from.toUri().toURL()})) {
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      boolean signed = entries.stream().anyMatch(entry -> isSignature(entry.getName()));
      boolean old = false;
      for (ZipEntry entry : entries) {
        old |= isOld(entry.getName(), zip.getInputStream(entry).readNBytes(8));
      }
      if (!signed && !old) {
        Files.copy(from, to);
        return;
      }
      ClassFile classes =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
        for (ZipEntry entry : entries) {
          if (isSignature(entry.getName())) {
            continue;
          }
          byte[] content = zip.getInputStream(entry).readAllBytes();
          if (signed && entry.getName().equals("META-INF/MANIFEST.MF")) {
            content = unsigned(content);
          } else if (isOld(entry.getName(), content)) {
            content = renewed(classes, content);
          }
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTimeLocal(entry.getTimeLocal());
          out.putNextEntry(copy);
          out.write(content);
        }
      }
    }
  }

  private static boolean isSignature(String name) {
    return name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
  }

  private static boolean isOld(String name, byte[] content) {
    return name.endsWith(".class")
        && content.length >= 8
        && ((content[6] & 0xff) << 8 | content[7] & 0xff) < FIRST_WITH_STACK_MAPS;
  }

  /** A manifest without the digests of the jar's entries. */
  private static byte[] unsigned(byte[] content) throws IOException {
    Manifest manifest = new Manifest(new java.io.ByteArrayInputStream(content));
    manifest.getEntries().clear();
    return bytes(manifest);
  }

  private static byte[] bytes(Manifest manifest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    manifest.write(out);
    return out.toByteArray();
  }

  private static byte[] renewed(ClassFile classes, byte[] content) {
    ClassModel old = classes.parse(content);
    byte[] renewed =
        classes.transformClass(
            old,
            ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen((builder, element) -> {
                  if (element instanceof ClassFileVersion) {
                    builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                  } else {
                    builder.with(element);
                  }
                }));
    List<VerifyError> errors = classes.verify(renewed);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(old.thisClass().asInternalName(), errors.getFirst());
    }
    return renewed;
  }

  private void classPath() throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, "dev.gatehouse.server.Main");
    Comparator<String> oursFirst = Comparator.comparing(name -> !name.startsWith("proxy-"));
    try (Stream<Path> files = Files.list(lib)) {
      attributes.put(
          Attributes.Name.CLASS_PATH,
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .sorted(oursFirst.thenComparing(Comparator.naturalOrder()))
              .collect(Collectors.joining(" ")));
    }
    try (ZipOutputStream out =
        new ZipOutputStream(Files.newOutputStream(lib.resolve("gatehouse.jar")))) {
      ZipEntry entry = new ZipEntry("META-INF/MANIFEST.MF");
      entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
      out.putNextEntry(entry);
      out.write(bytes(manifest));
    }
  }
}
