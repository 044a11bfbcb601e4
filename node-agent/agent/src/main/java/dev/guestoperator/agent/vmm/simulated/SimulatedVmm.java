package dev.guestoperator.agent.vmm.simulated;

import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.MachineFiles;
import dev.guestoperator.agent.vmm.Vmm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs machines that say one line on their serial port and then do nothing. They end with the
 * agent's process, and take next to no memory.
 */
public final class SimulatedVmm implements Vmm {
  private final Set<Fault> faults = ConcurrentHashMap.newKeySet();
  private final Map<String, SimulatedMachine> machines = new ConcurrentHashMap<>();

  /** What is wrong from now on, in place of what was. */
  public void setFaults(Fault... now) {
    var wanted = EnumSet.noneOf(Fault.class);
    wanted.addAll(Set.of(now));
    faults.retainAll(wanted);
    faults.addAll(wanted);
  }

  /** The machine of a guest, if it has one that has not ended. */
  public Optional<SimulatedMachine> machine(String uid) {
    return Optional.ofNullable(machines.get(uid));
  }

  @Override
  public Machine start(MachineConfig config, Observer observer) throws MachineException {
    if (faults.contains(Fault.START_FAILS)) {
      throw new MachineException("VmmNotStarted", "Simulated machines do not start.");
    }
    var machine =
        new SimulatedMachine(config, faults, observer, () -> machines.remove(config.uid()));
    if (machines.putIfAbsent(config.uid(), machine) != null) {
      throw new MachineException("AlreadyRunning", "The guest has a simulated machine already.");
    }
    greet(config);
    machine.boot();
    return machine;
  }

  @Override
  public Optional<Machine> adopt(MachineConfig config, Observer observer) {
    var machine = machine(config.uid());
    machine.ifPresent(found -> found.adoptedBy(observer));
    return machine.map(Machine.class::cast);
  }

  private void greet(MachineConfig config) throws MachineException {
    try {
      Files.writeString(
          new MachineFiles(config.directory()).serialLog(),
          "simulated guest " + config.name() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      machines.remove(config.uid());
      throw new MachineException("VmmNotStarted", "The serial log: " + e.getMessage(), e);
    }
  }
}
