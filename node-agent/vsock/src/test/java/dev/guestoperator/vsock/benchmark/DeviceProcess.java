package dev.guestoperator.vsock.benchmark;

import dev.guestoperator.vsock.device.DeviceSockets;
import dev.guestoperator.vsock.environment.EnvironmentSwitch;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Nothing but devices, so that what they cost is what the process costs. Each line of its input
 * says how many there shall be; it answers when there are, and after a garbage collection.
 */
final class DeviceProcess {
  static final String ANSWER = "ready";

  private DeviceProcess() {}

  public static void main(String[] arguments) throws Exception {
    var directory = Path.of(arguments[0]);
    var user = (int) Files.getAttribute(directory, "unix:uid");
    var cid = VsockAddress.FIRST_GUEST;
    try (var environment = new EnvironmentSwitch();
        var lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        for (var end = VsockAddress.FIRST_GUEST + Integer.parseInt(line); cid < end; cid++) {
          var tools = Optional.of(Backend.tools(directory, cid));
          var sockets = new DeviceSockets(Backend.frontEnd(directory, cid), user, tools);
          environment.attach(cid, sockets, _ -> {});
        }
        System.gc();
        System.out.println(ANSWER);
      }
    }
  }
}
