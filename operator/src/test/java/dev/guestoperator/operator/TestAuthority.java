package dev.guestoperator.operator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test. */
public final class TestAuthority {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final X500Principal name;
  private final KeyPair keys = newKeys();
  private final X509Certificate certificate;

  public TestAuthority(String name) {
    this.name = new X500Principal("CN=" + name);
    this.certificate = sign(this.name, keys, true);
  }

  /** A key and a certificate for it. */
  public record Identity(KeyPair keys, X509Certificate certificate) {
    public PemKeyCertOptions options() {
      return new PemKeyCertOptions()
          .addKeyValue(Buffer.buffer(pem("PRIVATE KEY", keys.getPrivate().getEncoded())))
          .addCertValue(Buffer.buffer(TestAuthority.pem(certificate)));
    }

    public void write(Path directory) throws IOException {
      Files.writeString(directory.resolve("tls.crt"), TestAuthority.pem(certificate));
      Files.writeString(
          directory.resolve("tls.key"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }
  }

  public Identity issue(String commonName) {
    var own = newKeys();
    return new Identity(own, sign(new X500Principal("CN=" + commonName), own, false));
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public String pem() {
    return pem(certificate);
  }

  private X509Certificate sign(X500Principal subject, KeyPair subjectKeys, boolean authority) {
    try {
      var now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(now.minus(1, ChronoUnit.HOURS)),
              Date.from(now.plus(1, ChronoUnit.DAYS)),
              subject,
              subjectKeys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] encoded) {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }
}
