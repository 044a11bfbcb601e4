package dev.guestoperator.kubectl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePrefixTest {
  @ParameterizedTest
  @CsvSource({
    "busybox, busybox-",
    "zircon_guest, zircon-guest-",
    "Debian12.5, debian12.5-",
    "oci://reg/x:1, oci-reg-x-1-",
    "___, guest-",
    "'', guest-",
  })
  void isTheBeginningOfAnObjectsName(String packageName, String prefix) {
    assertEquals(prefix, NamePrefix.of(packageName));
  }

  @ParameterizedTest
  @CsvSource({"100", "57"})
  void leavesRoomForTheServersSuffix(int length) {
    assertEquals("a".repeat(57) + "-", NamePrefix.of("a".repeat(length)));
  }
}
