package dev.guestoperator.kubectl.config;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The private key of a client certificate. Fabric8 takes every key in PKCS #8 for one of RSA unless
 * it is told otherwise.
 */
final class ClientKey {
  private static final String ELLIPTIC = "EC";

  private ClientKey() {}

  static void recognize(Config config) {
    var pem = pem(config);
    if (pem.contains("BEGIN PRIVATE KEY") && isElliptic(pem)) {
      config.setClientKeyAlgo(ELLIPTIC);
    }
  }

  private static String pem(Config config) {
    if (config.getClientKeyData() != null) {
      var pem = Base64.getMimeDecoder().decode(config.getClientKeyData());
      return new String(pem, StandardCharsets.US_ASCII);
    }
    if (config.getClientKeyFile() == null) {
      return "";
    }
    try {
      return Files.readString(Path.of(config.getClientKeyFile()), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new Problem("client key " + config.getClientKeyFile() + " cannot be read", e);
    }
  }

  private static boolean isElliptic(String pem) {
    var base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    try {
      KeyFactory.getInstance(ELLIPTIC)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
      return true;
    } catch (GeneralSecurityException anotherKind) {
      return false;
    }
  }
}
