package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.api.DesiredGuest.Interrupt;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.RecordingObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** An agent in a process of its own, which starts one machine and dies without a word. */
final class DyingAgent {
  private DyingAgent() {}

  /** Runs {@link #main} and returns when it is dead; its machine goes on. */
  static void start(MachineConfig config) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        List.of(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            DyingAgent.class.getName(),
            config.directory().toString(),
            config.boot() instanceof Boot.Linux ? "busybox" : "echo",
            config.interruptLines().isEmpty() ? "without" : "with-interrupts",
            config.vsock().isPresent() ? "with-vsock" : "without");
    var code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("the agent ended with exit code " + code);
    }
  }

  public static void main(String[] args) throws Exception {
    var observer = new RecordingObserver();
    var directory = Path.of(args[0]);
    var vsock = args[3].equals("with-vsock");
    var config =
        args[1].equals("echo")
            ? TestMachines.echo(directory)
            : TestMachines.busybox(
                directory, vsock ? TestMachines.ONLY_VSOCK : TestMachines.NO_DEVICES);
    var lines = args[2].equals("without") ? Set.<Integer>of() : Interrupt.FREE_LINES;
    QemuVmmIT.vmm().start(TestMachines.with(config, lines), observer);
    observer.awaitTold(vsock ? "vsock READY" : "running");
    Runtime.getRuntime().halt(0);
  }
}
