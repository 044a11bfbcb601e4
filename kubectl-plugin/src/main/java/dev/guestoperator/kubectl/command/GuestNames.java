package dev.guestoperator.kubectl.command;

import java.util.Collections;
import java.util.Iterator;

/** Marks a parameter that completes to the names of guests, which only a cluster knows. */
final class GuestNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Collections.emptyIterator();
  }
}
