package dev.guestoperator.agent.pack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.guestoperator.agent.Quantity;
import java.io.IOException;

/** Reads amounts such as 128Mi. */
final class QuantityDeserializer extends StdDeserializer<Quantity> {
  QuantityDeserializer() {
    super(Quantity.class);
  }

  @Override
  public Quantity deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    try {
      return Quantity.parse(parser.getText());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw JsonMappingException.from(parser, e.getMessage(), e);
    }
  }
}
