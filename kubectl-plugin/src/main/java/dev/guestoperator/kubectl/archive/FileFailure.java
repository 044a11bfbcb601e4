package dev.guestoperator.kubectl.archive;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** What an exception of the file system says, whose message is often but the name of the file. */
public final class FileFailure {
  private FileFailure() {}

  /** The reason, after the file that it is about. */
  public static String text(IOException e) {
    return e instanceof FileSystemException system
        ? system.getFile() + ": " + reason(e)
        : reason(e);
  }

  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException none -> "no such file or directory";
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException other -> "there is something else";
      case FileSystemException system ->
          Objects.requireNonNullElse(system.getReason(), system.getMessage());
      default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
    };
  }
}
