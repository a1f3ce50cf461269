// A ticket for ring-live-relay, with nothing but Java's own classes; a JSON library writes the claims of yours.
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Ticket {
  static String part(byte[] data) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
  }

  static String ticket(String secret, String claims) throws Exception {
    String head = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    String text = part(head.getBytes("UTF-8")) + "." + part(claims.getBytes("UTF-8"));
    Mac seal = Mac.getInstance("HmacSHA256");
    seal.init(new SecretKeySpec(secret.getBytes("UTF-8"), "HmacSHA256"));
    return text + "." + part(seal.doFinal(text.getBytes("UTF-8")));
  }

  public static void main(String[] args) throws Exception {
    long end = Instant.now().getEpochSecond() + 300;
    System.out.print(ticket(System.getenv("TICKET_SECRET"), "{\"aud\":\"ring-live\",\"exp\":" + end
        + ",\"sub\":\"ann\",\"owner\":\"owner-1\",\"devices\":[\"front-door\"]}"));
  }
}
