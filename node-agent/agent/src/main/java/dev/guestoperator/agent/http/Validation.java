package dev.guestoperator.agent.http;

import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** What is refused whoever asks for it, before it touches anything. */
final class Validation {
  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern KUBERNETES_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern UIO = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int MAXIMUM_CMDLINE = 20_000;

  private Validation() {}

  static void check(String uid, DesiredGuest guest) throws RefusedException {
    require(guest != null, "The body must be a guest.");
    checkUid(uid);
    require(uid.equals(guest.uid()), "uid in the body must be that of the path.");
    require(isName(guest.namespace()), "namespace must be a name of Kubernetes.");
    require(isName(guest.name()), "name must be a name of Kubernetes.");
    require(guest.environmentId() >= 0, "environmentId counts from 0.");
    require(guest.cid() >= 3, "cid counts from 3.");
    require(guest.epoch() >= 1, "epoch counts from 1.");
    require(guest.power() != null, "power must be ON or OFF.");
    require(
        guest.packageName() != null && PACKAGE.matcher(guest.packageName()).matches(),
        "package must be a plain name of letters, digits, dots, dashes and underscores.");
    require(
        guest.memoryBytes() >= 1L << 20 && guest.memoryBytes() <= 1L << 44,
        "memoryBytes must be 1 MiB to 16 TiB.");
    require(guest.cpus() >= 1 && guest.cpus() <= 255, "cpus must be 1 to 255.");
    checkCmdline(guest);
    require(guest.virtio() != null, "virtio must be there.");
    require(
        guest.virtio().sound() || !guest.virtio().soundInput(), "soundInput needs sound: true.");
    checkInterrupts(guest.interrupts());
    require(guest.balloon().targetPages() >= 0, "balloon.targetPages counts from 0.");
    require(
        guest.balloon().statsPeriodSeconds() >= 0 && guest.balloon().statsPeriodSeconds() <= 3600,
        "balloon.statsPeriodSeconds must be 0 to 3600.");
    require(guest.accelerator() != null, "accelerator must be auto, kvm or tcg.");
    checkGrace(guest.gracePeriodSeconds());
  }

  static void checkRemoval(String uid, Long epoch, Integer graceSeconds) throws RefusedException {
    checkUid(uid);
    require(epoch != null && epoch >= 1, "The query parameter epoch must be 1 or more.");
    if (graceSeconds != null) {
      checkGrace(graceSeconds);
    }
  }

  static int interruptCount(Integer count) throws RefusedException {
    require(
        count != null && count >= 1 && count <= 1000, "The query parameter count is 1 to 1000.");
    return count;
  }

  static void checkUid(String uid) throws RefusedException {
    require(UID.matcher(uid).matches(), "uid must be a UUID in lower case.");
  }

  private static void checkInterrupts(List<DesiredGuest.Interrupt> interrupts)
      throws RefusedException {
    var lines = new HashSet<Integer>();
    for (var interrupt : interrupts) {
      require(
          DesiredGuest.Interrupt.FREE_LINES.contains(interrupt.line())
              && lines.add(interrupt.line()),
          "interrupts must have free lines, each once.");
      require(
          interrupt.uio() == null || UIO.matcher(interrupt.uio()).matches(),
          "uio must be a name of letters, digits, dots, dashes and underscores.");
    }
  }

  private static void checkGrace(int seconds) throws RefusedException {
    require(seconds >= 0 && seconds <= 3600, "gracePeriodSeconds must be 0 to 3600.");
  }

  private static void checkCmdline(DesiredGuest guest) throws RefusedException {
    var line = String.join(" ", guest.cmdlineAdd());
    require(
        line.length() <= MAXIMUM_CMDLINE && line.chars().noneMatch(Character::isISOControl),
        "cmdlineAdd must be at most %d characters, none of them a control character."
            .formatted(MAXIMUM_CMDLINE));
  }

  private static boolean isName(String name) {
    return name != null && KUBERNETES_NAME.matcher(name).matches();
  }

  private static void require(boolean valid, String message) throws RefusedException {
    if (!valid) {
      throw new RefusedException(Kind.INVALID, message);
    }
  }
}
