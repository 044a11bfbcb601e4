package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.MachineConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The arguments of QEMU for a machine.
 *
 * <p>A user's text is either an argument of its own, which QEMU takes as it is, or escaped: in an
 * option with properties a comma ends a value unless it is doubled.
 */
final class CommandLine {
  /** Bound of the code that TCG keeps translated, in MiB; QEMU's own is up to 1 GiB. */
  static final int TCG_CODE_MIB = 32;

  /** Bound of what a guest may keep in virtio-gpu, in MiB: four frames of 1920 by 1080. */
  static final int GPU_MIB = 32;

  private static final int PAGE = 4096;

  private final MachineConfig config;
  private final QemuVersion version;
  private final String cpu;
  private final List<String> arguments = new ArrayList<>();

  private CommandLine(MachineConfig config, QemuVersion version, String cpu) {
    this.config = config;
    this.version = version;
    this.cpu = cpu;
  }

  /**
   * @param cpu the processor model, as of {@code -cpu}
   * @return what follows the name of the program
   */
  static List<String> of(MachineConfig config, QemuVersion version, String cpu) {
    var line = new CommandLine(config, version, cpu);
    line.identity();
    line.confinement();
    line.processorsAndMemory();
    line.boot();
    line.control();
    line.serial();
    line.devices();
    line.vsock();
    return List.copyOf(line.arguments);
  }

  private void identity() {
    add("-name", "guest=" + escape(config.name()));
    add("-uuid", config.uid());
  }

  private void confinement() {
    add("-no-user-config");
    add("-nodefaults");
    add("-no-shutdown");
    add("-display", "none");
    add("-vga", "none");
    add("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
  }

  private void processorsAndMemory() {
    // Shared, so that a device's backend outside QEMU can reach the guest's memory.
    var bytes = config.memoryBytes() / PAGE * PAGE;
    add("-object", "memory-backend-memfd,id=mem,share=on,size=" + bytes);
    add("-machine", "q35,memory-backend=mem,dump-guest-core=off,vmport=off");
    if (config.accelerator() == Accelerator.KVM) {
      add("-add-fd", "fd=" + Launcher.KVM_FD + ",set=1");
      add("-accel", "kvm,device=/dev/fdset/1");
    } else {
      add("-accel", "tcg,thread=multi,tb-size=" + TCG_CODE_MIB);
    }
    add("-cpu", cpu);
    add("-smp", Integer.toString(config.cpus()));
  }

  private void boot() {
    switch (config.boot()) {
      case Boot.Linux linux -> {
        add("-kernel", Launcher.IMAGE);
        linux.initrd().ifPresent(_ -> add("-initrd", Launcher.INITRD));
        add("-append", linux.cmdline());
      }
      case Boot.Bios _ -> {
        add(
            "-blockdev",
            "driver=raw,node-name=disk0,read-only=on,file.driver=file,file.filename="
                + Launcher.IMAGE);
        device("virtio-blk-pci,id=blk0,drive=disk0,bootindex=0");
      }
    }
  }

  private void control() {
    var reconnect =
        version.atLeast(QemuVersion.RECONNECT_MILLIS) ? "reconnect-ms=200" : "reconnect=1";
    add("-chardev", "socket,id=qmp,path=" + QmpConnection.SOCKET + "," + reconnect);
    add("-mon", "chardev=qmp,mode=control");
    if (!config.interruptLines().isEmpty()) {
      arguments.addAll(QemuInterrupts.arguments(reconnect));
    }
  }

  private void serial() {
    add("-chardev", "file,id=serial,path=serial.log,input-path=serial.in,append=on");
    add("-serial", "chardev:serial");
  }

  private void devices() {
    var virtio = config.virtio();
    if (virtio.console()) {
      add("-chardev", "file,id=console,path=console.log,input-path=console.in,append=on");
      device("virtio-serial-pci,id=vserial0");
      device("virtconsole,id=console0,chardev=console");
    }
    if (virtio.balloon()) {
      device(
          "virtio-balloon-pci,id=balloon0,free-page-reporting=%s,deflate-on-oom=%s"
              .formatted(
                  onOff(config.balloon().freePageReporting()),
                  onOff(config.balloon().deflateOnOom())));
    }
    if (virtio.rng()) {
      add("-object", "rng-builtin,id=entropy");
      device("virtio-rng-pci,id=rng0,rng=entropy");
    }
    if (virtio.gpu()) {
      device("virtio-gpu-pci,id=gpu0,max_hostmem=" + GPU_MIB + "M");
    }
    if (virtio.sound()) {
      // QEMU makes the first half of the streams, rounded up, outputs.
      add("-audiodev", "none,id=audio");
      device("virtio-sound-pci,id=sound0,audiodev=audio,streams=" + (virtio.soundInput() ? 2 : 1));
    }
    if (config.defaultNet()) {
      // Addresses, DNS and a way out by QEMU's own NAT. A guest reaches whatever the node reaches,
      // the node's loopback included.
      add("-netdev", "user,id=net");
      device("virtio-net-pci,id=net0,netdev=net,romfile=");
    }
  }

  private void vsock() {
    if (config.vsock().isPresent()) {
      arguments.addAll(QemuVsock.arguments());
    }
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  private void device(String properties) {
    add("-device", properties);
  }

  private void add(String... words) {
    Collections.addAll(arguments, words);
  }

  private static String escape(String text) {
    return text.replace(",", ",,");
  }
}
