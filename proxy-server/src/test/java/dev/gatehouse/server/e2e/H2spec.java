package dev.gatehouse.server.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The conformance suite h2spec (summerwind/h2spec), version 2.2.0: a program for Linux on x86_64
 * that comes inside a library of the tests.
 */
final class H2spec {
  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
  private static final int TAR_BLOCK = 512;

  private final Path directory;
  private final Path program;

  /** Unpacks the program into {@code directory}. */
  H2spec(Path directory) throws IOException {
    this.directory = directory;
    this.program = directory.resolve("h2spec");
    try (InputStream packed = Objects.requireNonNull(H2spec.class.getResourceAsStream(ARCHIVE));
        InputStream archive = new GZIPInputStream(packed)) {
      byte[] head = archive.readNBytes(TAR_BLOCK); // the program is the archive's only entry
      int size =
          Integer.parseInt(
              new String(head, 124, 11, java.nio.charset.StandardCharsets.US_ASCII), 8);
      Files.write(program, archive.readNBytes(size));
    }
    if (!program.toFile().setExecutable(true)) {
      throw new IOException(program + " cannot be made executable");
    }
  }

  /** True where the program runs. */
  static boolean runsHere() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** What came of a run: how many cases there were, and those that did not pass. */
  record Outcome(int cases, List<String> notPassed) {}

  /** Runs every case, those for the strict included, against {@code target}. */
  Outcome run(URI target) throws Exception {
    Path report = directory.resolve("report.xml");
    Path output = directory.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--strict",
                "-h",
                target.getHost(),
                "-p",
                Integer.toString(target.getPort()),
                "-j",
                report.toString()));
    if (target.getScheme().equals("https")) {
      command.addAll(List.of("-t", "-k"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("h2spec has not ended: " + Files.readString(output));
    }
    return read(report);
  }

  private static Outcome read(Path report) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    NodeList cases = document.getElementsByTagName("testcase");
    List<String> notPassed = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element each = (Element) cases.item(i);
      if (has(each, "failure") || has(each, "error") || has(each, "skipped")) {
        notPassed.add(each.getAttribute("package") + ": " + each.getTextContent().strip());
      }
    }
    return new Outcome(cases.getLength(), notPassed);
  }

  private static boolean has(Element element, String child) {
    return element.getElementsByTagName(child).getLength() > 0;
  }
}
