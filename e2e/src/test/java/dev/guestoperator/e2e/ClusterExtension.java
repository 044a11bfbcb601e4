package dev.guestoperator.e2e;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives tests the one cluster of the run, and keeps the logs of those that fail. */
final class ClusterExtension implements ParameterResolver, TestExecutionExceptionHandler {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(ClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    var kept =
        Path.of("target", "failed", context.getRequiredTestClass().getSimpleName())
            .resolve(context.getRequiredTestMethod().getName())
            .toAbsolutePath();
    try {
      keepLogs(cluster(context), kept);
    } catch (IOException | AssertionError e) {
      failure.addSuppressed(e);
    }
    throw new AssertionError(failure.getMessage() + "\nlogs: " + kept, failure);
  }

  private static Cluster cluster(ExtensionContext context) {
    return context.getRoot().getStore(HERE).computeIfAbsent(Holder.class).cluster();
  }

  /** One try to start a cluster is enough: what ails it ails it for every test. */
  static final class Holder implements AutoCloseable {
    private Cluster cluster;
    private AssertionError failure;

    Holder() {
      try {
        cluster = new Cluster();
      } catch (AssertionError e) {
        failure = e;
      }
    }

    Cluster cluster() {
      if (failure != null) {
        throw failure;
      }
      return cluster;
    }

    @Override
    public void close() {
      if (cluster != null) {
        cluster.close();
      }
    }
  }

  private static void keepLogs(Cluster cluster, Path kept) throws IOException {
    copy(cluster.logs(), kept);
    copy(cluster.directory().resolve("agent"), kept.resolve("agent"));
    var objects = cluster.kubectl("get", "guests", "-A", "-o", "yaml").run();
    Files.writeString(kept.resolve("guests.yaml"), objects.out());
    var events = cluster.kubectl("get", "events", "-A").run();
    Files.writeString(kept.resolve("events.txt"), events.out());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              var target = to.resolve(from.relativize(file).toString());
              Files.createDirectories(target.getParent());
              Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
