package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.server.StartFailed;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told when the server cannot start. */
class StartTest {
  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> Gateway.start(yaml))
        .cause()
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  @Test
  void saysWhichAddressIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + other.getLocalPort();
      assertRefused(
          "listeners: {web: {address: '" + address + "'}}\nroutes: [{respond: {}}]\n",
          "listener web: cannot bind " + address);
      assertRefused(
          "listeners: {web: {address: '127.0.0.1:0'}}\nadmin: {address: '"
              + address
              + "'}\nroutes: [{respond: {}}]\n",
          "admin: cannot listen on " + address);
    }
  }

  @Test
  void saysWhyTheAccessLogCannotBeWritten(@TempDir Path directory) {
    Path file = directory.resolve("missing").resolve("access.log");
    assertRefused(
        "listeners: {web: {address: '127.0.0.1:0'}}\naccess-log: {path: '"
            + file
            + "'}\nroutes: [{respond: {}}]\n",
        "access-log: cannot write " + file + ": its folder does not exist");
  }
}
