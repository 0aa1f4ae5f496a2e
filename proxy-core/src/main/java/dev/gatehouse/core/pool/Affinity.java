package dev.gatehouse.core.pool;

import dev.gatehouse.core.http.Cookies;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The binding of a pool's clients to backends: the cookie, and the token in it that stands for a
 * backend. A token is the truncated HMAC of the backend's identity: nothing can be read from it,
 * and one that is not of this secret is of nobody.
 *
 * <p>{@link #of} is confined to whoever publishes a pool's backends; the rest is immutable and
 * shared by all event loops.
 */
public final class Affinity {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int DRAWN_BYTES = 32;

  /** 144 bits, 24 characters: {@link Bindings} finds a token by a third of it and compares all. */
  private static final int TOKEN_BYTES = 18;

  private final String cookie;
  private final String attributes;
  private final byte[] key;
  private final Mac mac;

  /**
   * @param pool the pool's name: the same backend has another token in another pool
   */
  Affinity(AffinitySettings settings, String pool) {
    this.cookie = settings.cookie();
    long seconds = settings.ttl().toSeconds();
    this.attributes =
        "; Path=/; HttpOnly; SameSite=Lax" + (seconds > 0 ? "; Max-Age=" + seconds : "");
    this.key = ownKey(settings.secret(), pool);
    this.mac = mac(key);
  }

  private Affinity(Affinity same) {
    this.cookie = same.cookie;
    this.attributes = same.attributes;
    this.key = same.key;
    this.mac = mac(key);
  }

  /** One more with the same key, to be used by another thread: its tokens are the same. */
  Affinity copy() {
    return new Affinity(this);
  }

  /** A key of the pool's own. */
  private static byte[] ownKey(@Nullable Secret secret, String pool) {
    byte[] common = new byte[DRAWN_BYTES];
    if (secret == null) {
      new SecureRandom().nextBytes(common);
    } else {
      common = secret.value().getBytes(StandardCharsets.UTF_8);
    }
    return mac(common).doFinal((pool + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** What {@code settings} say; null if clients are not bound. */
  static @Nullable Affinity of(PoolSettings settings) {
    AffinitySettings binding = settings.affinity();
    return binding == null ? null : new Affinity(binding, settings.name());
  }

  /**
   * The same for a pool that takes the place of one with {@code before} and {@code present}:
   * clients keep to their backends, unless the settings about that have changed.
   */
  static @Nullable Affinity of(
      PoolSettings settings, PoolSettings before, @Nullable Affinity present) {
    AffinitySettings binding = settings.affinity();
    return present != null && binding != null && binding.equals(before.affinity())
        ? present.copy()
        : of(settings);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ": every Java platform has it", e);
    }
  }

  /** The token of {@code backend}: the same in every process with the same secret. */
  String of(Backend backend) {
    byte[] whole = mac.doFinal(backend.key().getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(whole, TOKEN_BYTES));
  }

  /** Takes the cookie out of a request, and returns what it says; null if there is none. */
  public @Nullable String take(Headers request) {
    String token = Cookies.value(request, cookie);
    if (token != null) {
      Cookies.remove(request, cookie);
    }
    return token;
  }

  /** Has a client keep to the backend of {@code token}, by a field of the answer to it. */
  void bind(Headers response, String token, boolean https) {
    response.add(
        HeaderNames.SET_COOKIE, cookie + "=" + token + attributes + (https ? "; Secure" : ""));
  }
}
