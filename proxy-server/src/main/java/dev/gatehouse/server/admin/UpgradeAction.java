package dev.gatehouse.server.admin;

import dev.gatehouse.server.restart.Successor;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operator's word to start the process that takes the place of this one: 202 and its number
 * once it starts, 409 and the reason if it cannot. What becomes of it, {@link ProcessView} tells.
 * What is posted is ignored.
 */
public final class UpgradeAction implements Action {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Successor successor;

  /**
   * @param successor the process that is to follow
   */
  public UpgradeAction(Successor successor) {
    this.successor = successor;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    Successor.State state = successor.start();
    int status = state.state().equals("failed") ? 409 : 202;
    return new Endpoint.Answer(status, "application/json", MAPPER.writeValueAsBytes(state));
  }
}
