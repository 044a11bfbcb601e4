package dev.guestoperator.operator.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A private key with its certificate and those that vouch for it. */
record PemIdentity(PrivateKey key, List<X509Certificate> chain) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);

  static PemIdentity read(Path certificate, Path key) throws IOException, GeneralSecurityException {
    var chain = PemAuthorities.readCertificates(certificate);
    var pem = PKCS8.matcher(Files.readString(key));
    if (!pem.find()) {
      throw new GeneralSecurityException(key + " has no PKCS #8 key (BEGIN PRIVATE KEY).");
    }
    var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    var algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    return new PemIdentity(KeyFactory.getInstance(algorithm).generatePrivate(encoded), chain);
  }
}
