package dev.guestoperator.kubectl.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** What a shell may offer for the last word of a command line. */
final class Completions {
  private final Supplier<List<String>> guests;
  private CommandSpec command;
  private Optional<OptionSpec> wanting = Optional.empty();
  private int positionals;

  private Completions(CommandSpec root, Supplier<List<String>> guests) {
    this.command = root;
    this.guests = guests;
  }

  /**
   * The candidates, each alone or with a description after a tab.
   *
   * @param words all words after the program's name; the last one, perhaps empty, is incomplete
   * @param guests asked only if names of guests are wanted
   */
  static List<String> of(CommandSpec root, List<String> words, Supplier<List<String>> guests) {
    if (words.isEmpty()) {
      return List.of();
    }
    var completions = new Completions(root, guests);
    words.subList(0, words.size() - 1).forEach(completions::pass);
    var prefix = words.getLast();
    return completions.candidates(prefix).filter(c -> c.startsWith(prefix)).sorted().toList();
  }

  private void pass(String word) {
    if (wanting.isPresent()) {
      // Where the cluster is matters, when guests are to be named.
      wanting.filter(Completions::isShared).ifPresent(option -> option.setValue(word));
      wanting = Optional.empty();
    } else if (word.startsWith("-")) {
      passOption(word.split("=", 2));
    } else if (command.subcommands().containsKey(word)) {
      command = command.subcommands().get(word).getCommandSpec();
    } else {
      positionals++;
    }
  }

  private static boolean isShared(OptionSpec option) {
    return option.scopeType() == ScopeType.INHERIT;
  }

  private void passOption(String[] nameAndValue) {
    wanting =
        Optional.ofNullable(command.optionsMap().get(nameAndValue[0]))
            .filter(option -> option.arity().max() > 0);
    if (nameAndValue.length > 1) {
      pass(nameAndValue[1]);
    }
  }

  private Stream<String> candidates(String prefix) {
    if (wanting.isPresent()) {
      return values(wanting.get());
    }
    if (prefix.startsWith("-")) {
      return options();
    }
    return positionals == 0 ? Stream.concat(subcommands(), positional()) : positional();
  }

  private Stream<String> options() {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(option -> described(option.longestName(), option.description()));
  }

  private Stream<String> subcommands() {
    return command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(sub -> !sub.usageMessage().hidden())
        .map(sub -> described(sub.name(), sub.usageMessage().description()));
  }

  private Stream<String> positional() {
    return command.positionalParameters().stream()
        .filter(parameter -> parameter.index().min() == positionals)
        .flatMap(this::values);
  }

  private Stream<String> values(ArgSpec argument) {
    var candidates = argument.completionCandidates();
    return switch (candidates) {
      case null -> Stream.empty();
      case GuestNames cluster -> guests.get().stream();
      default -> StreamSupport.stream(candidates.spliterator(), false);
    };
  }

  private static String described(String word, String[] description) {
    return Arrays.stream(description).findFirst().map(line -> word + "\t" + line).orElse(word);
  }
}
