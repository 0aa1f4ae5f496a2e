package dev.gatehouse.server.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code completion}: prints a script by which a shell completes command lines. */
@Command(
    name = "completion",
    description = {
      "Prints a script that teaches a shell to complete gatehouse's command lines.",
      "The packages install it; otherwise put its output where the shell looks for such scripts."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  source <(gatehouse completion bash)",
      "  gatehouse completion zsh > ~/.zfunc/_gatehouse   # a folder named in $fpath"
    })
final class CompletionCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "The shell: bash or zsh.")
  private Shell shell = Shell.bash;

  /** The shells there are scripts for, as users write them. */
  private enum Shell {
    bash,
    zsh
  }

  @Override
  public Integer call() {
    CommandLine gatehouse = spec.root().commandLine();
    spec.commandLine()
        .getOut()
        .print(
            switch (shell) {
              case bash -> AutoComplete.bash(spec.root().name(), gatehouse);
              case zsh -> ZshCompletion.of(gatehouse.getCommandSpec());
            });
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
