package dev.guestoperator.kubectl.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "cp",
    description = {
      "Copy a file or a directory into a guest or out of it, over vsock.",
      "",
      "The guest needs a vshd and tar. What is copied to a directory gets into it, under its own",
      "name. A local path with a colon in it is written as ./a:b. Waits until the guest and its",
      "vshd are ready."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest cp ./site hello:/srv/www",
      "  kubectl guest cp hello:/var/log/messages .",
      "  kubectl guest cp -n lab notes.txt hello:/tmp/"
    })
final class CpCommand implements Callable<Integer> {
  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SRC",
      description = "What to copy: a local path, or NAME:/PATH in a guest.")
  String source;

  @Parameters(index = "1", paramLabel = "DST", description = "Where to: the other one of the two.")
  String destination;

  @Mixin ShellOptions waiting;

  @Override
  public Integer call() throws InterruptedException {
    var from = GuestFile.parse(source);
    var to = GuestFile.parse(destination);
    if (from.isPresent() == to.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "write one of SRC and DST as NAME:/PATH in a guest");
    }
    var tar =
        new GuestTar(
            parent.cluster(), parent.stdio(), spec.commandLine().getErr(), waiting.timeout);
    if (to.isPresent()) {
      new Upload(tar).copy(source, to.get());
    } else {
      new Download(tar).copy(from.get(), destination);
    }
    return 0;
  }
}
