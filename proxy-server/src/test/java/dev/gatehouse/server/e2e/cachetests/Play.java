package dev.gatehouse.server.e2e.cachetests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One case while it is played, step by step, up to its end or to what is not as it should be. */
final class Play {
  private final Case played;
  private final SuiteClient client;
  private final Script script;
  private final List<Got> answers = new ArrayList<>();
  private @Nullable Verdict verdict;

  Play(Case played, SuiteClient client, Script script) {
    this.played = played;
    this.client = client;
    this.script = script;
  }

  /** Makes the next request, and checks what comes; nothing once it has ended. */
  void step() {
    if (verdict != null) {
      return;
    }
    int number = answers.size() + 1;
    Got before = answers.isEmpty() ? null : answers.getLast();
    try {
      Got got = client.ask(played, script.token(), number, before);
      answers.add(got);
      new AnswerCheck(played.steps().get(number - 1), number, got, script.token()).all();
    } catch (Mismatch e) {
      verdict = verdict(e);
    } catch (IOException e) {
      verdict = new Verdict(Verdict.Result.FAILED, "no whole answer: " + e.getMessage());
    }
  }

  /** What came of it, after its last step. */
  Verdict end() {
    Verdict known = verdict;
    if (known != null) {
      return known;
    }
    try {
      OriginCheck.all(played.steps(), answers, script.seen());
      return Verdict.PASSED;
    } catch (Mismatch e) {
      return verdict(e);
    }
  }

  private static Verdict verdict(Mismatch e) {
    Verdict.Result result = e.setup() ? Verdict.Result.SETUP : Verdict.Result.FAILED;
    return new Verdict(result, String.valueOf(e.getMessage()));
  }
}
