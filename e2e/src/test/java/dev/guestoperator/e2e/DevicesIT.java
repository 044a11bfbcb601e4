package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every device comes up in the guest as its flag says, and not otherwise; seen from inside. */
@ExtendWith(ClusterExtension.class)
class DevicesIT {
  private static final String DRIVERS =
      "for d in /sys/bus/virtio/devices/*; do basename $(readlink $d/driver); done | sort | xargs";

  @Test
  void allDevices(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply("full", "{package: busybox, memory: 256Mi, virtio: {soundInput: true}}");
    try (var serial = open(guests, "full")) {
      assertEquals(
          "virtio_balloon virtio_console virtio_gpu virtio_net virtio_rng virtio_snd"
              + " vmw_vsock_virtio_transport",
          serial.run(DRIVERS));
      assertTrue(serial.run("cat /proc/asound/cards").contains("virtio-snd"));
      assertEquals("1", serial.run("grep -c 'playback.*capture' /proc/asound/pcm"));
      assertEquals("card0", serial.run("ls /dev/dri | grep card"));
      assertEquals("16", serial.run("head -c 16 /dev/hwrng | wc -c"));
      assertEquals("shell", serial.run("ps -o tty,comm | grep -q '229,0.*sh' && echo shell"));
      assertTrue(serial.run("ip -4 addr show eth0").contains("inet 10.0.2.15"));
      // 10.0.2.3 is the resolver of the default network: it answers TCP on port 53.
      assertEquals("open", serial.run("nc -w 5 10.0.2.3 53 </dev/null && echo open"));
    } finally {
      guests.delete("full");
    }
  }

  @Test
  void noDevices(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply(
        "bare",
        """
        {package: busybox, memory: 256Mi, defaultNet: false, virtio: {balloon: false,
         console: false, gpu: false, rng: false, sound: false, vsock: false}}""");
    try (var serial = open(guests, "bare")) {
      assertEquals("", serial.run("ls /sys/bus/virtio/devices"));
      assertEquals("none", serial.run("test -e /dev/dri || echo none"));
      assertEquals("none", serial.run("test -e /sys/class/net/eth0 || echo none"));
      assertEquals("none", serial.run("test -d /proc/asound/card0 || echo none"));
      assertEquals("none", serial.run("cat /sys/class/misc/hw_random/rng_current"));
    } finally {
      guests.delete("bare");
    }
  }

  @Test
  void soundWithoutInput(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply("mute", "{package: busybox, memory: 256Mi, cmdlineAdd: [spoken=yes], cpus: 2}");
    try (var serial = open(guests, "mute")) {
      assertEquals("0", serial.run("grep -c capture /proc/asound/pcm"));
      assertEquals("1", serial.run("grep -c playback /proc/asound/pcm"));
      assertTrue(serial.run("cat /proc/cmdline").endsWith(" spoken=yes"));
      assertEquals("2", serial.run("nproc"));
    } finally {
      guests.delete("mute");
    }
  }

  private static Viewer open(Guests guests, String name) {
    guests.awaitReady(name);
    var serial = guests.serial(name);
    serial.awaitText("busybox guest ready");
    return serial;
  }
}
