package dev.guestoperator.agent.interrupt;

import dev.guestoperator.agent.api.DesiredGuest;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Connects the lines of machines with their sources, and counts what goes over them. */
public final class Interrupts {
  private final MeterRegistry meters;

  public Interrupts(MeterRegistry meters) {
    this.meters = meters;
  }

  /** What was connected, until it is closed. */
  public interface Connection extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Connects the lines of a machine that runs.
   *
   * @param with what the machine was started with
   */
  public Connection connect(Map<Integer, InterruptLine> lines, DesiredGuest with) {
    var registered = new ArrayList<Meter.Id>();
    var sources = new ArrayList<UioSource>();
    for (var interrupt : with.interrupts()) {
      var line = lines.get(interrupt.line());
      if (line != null) {
        registered.addAll(register(line, tags(with, interrupt.line())));
        if (interrupt.uio() != null) {
          sources.add(UioSource.start(interrupt.uio(), line, Interrupts::open));
        }
      }
    }
    return () -> {
      sources.forEach(UioSource::close);
      registered.forEach(meters::remove);
    };
  }

  private List<Meter.Id> register(InterruptLine line, Tags tags) {
    return List.of(
        counter(
            "guest.interrupts.requested",
            "Interrupts of a guest that were raised.",
            line,
            InterruptLine::requestedCount,
            tags),
        counter(
            "guest.interrupts.taken",
            "Interrupts of a guest that it has handled; those that merged with others are missing.",
            line,
            InterruptLine::takenCount,
            tags));
  }

  private Meter.Id counter(
      String name,
      String description,
      InterruptLine line,
      ToDoubleFunction<InterruptLine> count,
      Tags tags) {
    return FunctionCounter.builder(name, line, count)
        .description(description)
        .tags(tags)
        .register(meters)
        .getId();
  }

  private static Tags tags(DesiredGuest guest, int line) {
    return Tags.of(
        "namespace", guest.namespace(), "name", guest.name(), "line", Integer.toString(line));
  }

  private static UioDevice open(String name) throws IOException {
    var device = UioDevice.find(UioDevice.CLASS, name);
    return UioDevice.open(
        device.orElseThrow(() -> new FileNotFoundException("the node has no UIO device " + name)));
  }
}
