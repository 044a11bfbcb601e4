package dev.guestoperator.agent.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.api.GuestReport.Problem;
import dev.guestoperator.agent.guest.Decision.Action;
import dev.guestoperator.agent.guest.Wish.Power;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Problem PROBLEM = new Problem("PackageMissing", "Install it.", true);

  static Stream<Arguments> decisions() {
    var off = GuestLife.Off.AS_WISHED;
    var waiting = new GuestLife.Off(at(10), PROBLEM);
    var launching = new GuestLife.Launching(null);
    var booting = new GuestLife.Up(T0, false);
    var running = new GuestLife.Up(T0, true);
    var stopping = new GuestLife.Stopping(T0, 1, null);
    var pressedTwice = new GuestLife.Stopping(T0, 2, null);
    var cut = new GuestLife.Stopping(T0, 2, at(30));
    var leftover = new GuestLife.Leftover(at(10), PROBLEM);
    var gone = new GuestLife.Gone();
    return Stream.of(
        // wish, grace, life, now, decision
        row(Power.ON, 30, off, 0, now(Action.LAUNCH)),
        row(Power.ON, 30, waiting, 9, until(10)),
        row(Power.ON, 30, waiting, 10, now(Action.LAUNCH)),
        row(Power.ON, 30, launching, 0, rest()),
        row(Power.ON, 30, booting, 0, rest()),
        row(Power.ON, 30, running, 100, rest()),
        row(Power.ON, 30, stopping, 1, until(15)),
        row(Power.ON, 30, stopping, 30, now(Action.POWER_OFF)),
        row(Power.ON, 30, gone, 0, rest()),
        row(Power.OFF, 30, off, 0, rest()),
        row(Power.OFF, 30, waiting, 20, rest()),
        row(Power.OFF, 30, launching, 0, rest()),
        row(Power.OFF, 30, booting, 0, now(Action.PRESS_POWER_BUTTON)),
        row(Power.OFF, 30, running, 0, now(Action.PRESS_POWER_BUTTON)),
        row(Power.OFF, 0, running, 0, now(Action.PRESS_POWER_BUTTON)),
        row(Power.OFF, 0, stopping, 0, now(Action.POWER_OFF)),
        row(Power.OFF, 30, stopping, 14, until(15)),
        row(Power.OFF, 30, stopping, 15, now(Action.PRESS_POWER_BUTTON)),
        row(Power.OFF, 30, pressedTwice, 15, until(30)),
        row(Power.OFF, 30, pressedTwice, 30, now(Action.POWER_OFF)),
        row(Power.OFF, 10, pressedTwice, 16, now(Action.POWER_OFF)),
        row(Power.OFF, 60, pressedTwice, 30, until(60)),
        row(Power.OFF, 30, cut, 39, until(40)),
        row(Power.OFF, 30, cut, 40, now(Action.POWER_OFF)),
        row(Power.GONE, 30, off, 0, now(Action.REMOVE)),
        row(Power.GONE, 30, waiting, 0, now(Action.REMOVE)),
        row(Power.GONE, 30, launching, 0, rest()),
        row(Power.GONE, 30, running, 0, now(Action.PRESS_POWER_BUTTON)),
        row(Power.GONE, 30, pressedTwice, 30, now(Action.POWER_OFF)),
        row(Power.GONE, 30, leftover, 9, until(10)),
        row(Power.GONE, 30, leftover, 10, now(Action.REMOVE)),
        row(Power.GONE, 30, gone, 0, rest()),
        row(Power.UNKNOWN, 30, off, 0, rest()),
        row(Power.UNKNOWN, 30, running, 0, rest()));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void decides(Wish wish, GuestLife life, Instant now, Decision expected) {
    assertEquals(expected, Rules.decide(wish, life, now));
  }

  /** Whatever is wished, a guest that only time acts on comes to rest, and where it was wished. */
  @ParameterizedTest
  @MethodSource("decisions")
  void everyGuestGetsWhereItIsWished(Wish wish, GuestLife life, Instant now, Decision ignored) {
    var ideal = new IdealGuest(life, now);

    var rest = ideal.follow(wish);

    switch (wish.power()) {
      case ON -> assertEquals(life instanceof GuestLife.Gone ? "Gone" : "Up", rest);
      case OFF -> assertEquals("Off", rest);
      case GONE -> assertEquals("Gone", rest);
      case UNKNOWN -> assertEquals(life.getClass().getSimpleName(), rest);
    }
  }

  @Test
  void aCrashingGuestIsStartedAtMostOnceInTenSeconds() {
    var starts = new ArrayList<Instant>();
    GuestLife life = GuestLife.Off.AS_WISHED;
    var wish = new Wish(Power.ON, Duration.ofSeconds(30));

    for (var second = 0; second <= 60; second++) {
      var decision = Rules.decide(wish, life, at(second));
      if (decision.action() == Action.LAUNCH) {
        starts.add(at(second));
        life = ((GuestLife.Off) life).launch().launched(at(second)).ended(PROBLEM);
      }
    }

    assertEquals(List.of(at(0), at(10), at(20), at(30), at(40), at(50), at(60)), starts);
  }

  private static Arguments row(
      Power power, int grace, GuestLife life, int second, Decision expected) {
    return Arguments.of(new Wish(power, Duration.ofSeconds(grace)), life, at(second), expected);
  }

  private static Instant at(int second) {
    return T0.plusSeconds(second);
  }

  private static Decision now(Action action) {
    return Decision.now(action);
  }

  private static Decision until(int second) {
    return Decision.at(at(second));
  }

  private static Decision rest() {
    return Decision.rest();
  }

  /** Starts at once, and ends only when it is switched off hard. */
  private static final class IdealGuest {
    private GuestLife life;
    private Instant now;

    IdealGuest(GuestLife life, Instant now) {
      this.life = life;
      this.now = now;
    }

    String follow(Wish wish) {
      for (var step = 0; step < 100; step++) {
        var decision = Rules.decide(wish, life, now);
        if (decision.again() != null) {
          now = decision.again();
        } else if (decision.equals(Decision.rest()) && !(life instanceof GuestLife.Launching)) {
          return life.getClass().getSimpleName();
        }
        life = act(decision.action());
      }
      throw new AssertionError("never comes to rest: " + life);
    }

    private GuestLife act(Action action) {
      return switch (life) {
        case GuestLife.Off off when action == Action.LAUNCH -> off.launch();
        case GuestLife.Off off when action == Action.REMOVE -> off.removed();
        case GuestLife.Launching launching -> launching.launched(now);
        case GuestLife.Up up when action == Action.PRESS_POWER_BUTTON -> up.pressed(now);
        case GuestLife.Stopping stopping when action == Action.PRESS_POWER_BUTTON ->
            stopping.pressed();
        case GuestLife.Stopping stopping when action == Action.POWER_OFF -> stopping.ended();
        case GuestLife.Leftover leftover when action == Action.REMOVE -> leftover.removed();
        case GuestLife same -> same;
      };
    }
  }
}
