package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManualTest {
  private final String page = Ran.gatehouse("manual").out();

  @Test
  void everyCommandThatHelpShowsHasASectionWithItsOptions() {
    Ran.gatehouse("--help")
        .out()
        .lines()
        .dropWhile(line -> !line.startsWith("Commands:"))
        .filter(line -> line.matches(" {2}[a-z]+ .*"))
        .map(line -> line.strip().replaceFirst(" .*", ""))
        .forEach(name -> assertThat(page).contains("\n.SS gatehouse " + name + "\n"));
    assertThat(page)
        .startsWith(".TH GATEHOUSE 1 ")
        .contains(", \\fB\\-\\-config\\fR \\fIFILE\\fR\n")
        .contains("\n.SH SIGNALS\n", "\n.B SIGHUP\n", "\n.SH EXIT STATUS\n", "\n.B 3\n")
        .doesNotContain("gatehouse manual");
  }

  @Test
  void noLineOfTextIsTakenForAMacro() {
    assertThat(page.lines().filter(line -> line.startsWith(".")))
        .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|B|BR|I|br|nf|fi)( .*)?"));
    assertThat(page.lines()).noneMatch(line -> line.startsWith("'"));
  }
}
