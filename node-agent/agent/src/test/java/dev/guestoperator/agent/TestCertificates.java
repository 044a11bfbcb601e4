package dev.guestoperator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of its own, in a directory as agents have it. */
public final class TestCertificates {
  private static final char[] PASSWORD = "test".toCharArray();

  private final Path directory;

  /** Makes the authority and the certificate of the agent, tls.crt. */
  public TestCertificates(Path directory, String node) throws IOException {
    this.directory = directory;
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-ca"
            + " -keyout ca.key -out ca.crt");
    Files.writeString(directory.resolve("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost");
    issue("tls", "guest-agent:" + node);
  }

  private void issue(String file, String commonName) throws IOException {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%s -keyout %s.key -out %2$s.csr"
            .formatted(commonName, file));
    openssl(
        "x509 -req -days 2 -in %s.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile names -out %1$s.crt"
            .formatted(file));
  }

  /** Shows a certificate of this authority with this common name. */
  public SSLContext client(String commonName) throws IOException, GeneralSecurityException {
    var file = commonName.replace(':', '-');
    issue(file, commonName);
    openssl(
        "pkcs12 -export -in %s.crt -inkey %1$s.key -passout pass:test -out %1$s.p12"
            .formatted(file));
    var keys = KeyStore.getInstance(directory.resolve(file + ".p12").toFile(), PASSWORD);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    return context(managers.getKeyManagers());
  }

  /** Shows no certificate. */
  public SSLContext stranger() throws IOException, GeneralSecurityException {
    return context(new KeyManager[0]);
  }

  private SSLContext context(KeyManager[] keys) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream ca = Files.newInputStream(directory.resolve("ca.crt"))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), new SecureRandom());
    return context;
  }

  private void openssl(String arguments) throws IOException {
    var process =
        new ProcessBuilder(("openssl " + arguments).split(" "))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    try {
      var said = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(arguments + ": " + said);
      }
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    } finally {
      process.destroyForcibly();
    }
  }
}
