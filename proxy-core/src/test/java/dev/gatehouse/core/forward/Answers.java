package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client's side that keeps what it is told. */
final class Answers implements Responder {
  final List<String> told = new ArrayList<>();
  @Nullable Response response;

  Response response() {
    return Objects.requireNonNull(response, "not answered");
  }

  @Override
  public void respond(Response answer) {
    response = answer;
    told.add(("respond " + text(answer)).strip());
  }

  @Override
  public void fail(Failure failure) {
    told.add("fail " + failure.reason().code());
  }

  @Override
  public void inform(Response interim) {
    told.add(("inform " + text(interim)).strip());
  }

  private static String text(Response answer) {
    return answer.status() + " " + answer.headers().toString().strip();
  }
}
