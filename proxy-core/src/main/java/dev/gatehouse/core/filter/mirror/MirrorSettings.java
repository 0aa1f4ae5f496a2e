package dev.gatehouse.core.filter.mirror;

import dev.gatehouse.core.http.Tokens;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.settings.Reference;
import java.time.Duration;
import java.util.List;

/**
 * Which requests are copied, where to, and what the copies may use.
 *
 * @param pool the pool that gets the copies
 * @param percent how many requests are copied
 * @param methods the methods of those that are; empty: any
 * @param pending how many copies may be under way
 * @param memory how many bytes of content copies that are under way may hold
 * @param timeout how long a copy may take in all
 */
@Doc(
    value = "Copies of requests for a second pool, whose answers are dropped.",
    example = "{pool: shadow}")
public record MirrorSettings(
    @Doc("The pool that gets the copies.") @Reference("pools") String pool,
    @Doc("How many of the requests are copied.") Percentage percent,
    @Doc(
            value =
                "The methods of requests that are copied; absent: any. A copy does everything twice"
                    + " that its pool shares with the first.",
            example = "[GET, HEAD]")
        List<String> methods,
    @Doc("How many copies may be under way; beyond it none are made.") int pending,
    @Doc("How many bytes of content the copies under way may hold; beyond it none are made.")
        ByteSize memory,
    @Doc("How long a copy may take in all; then it is given up.") Duration timeout) {

  public MirrorSettings(String pool) {
    this(pool, Percentage.of(100), List.of(), 128, ByteSize.ofMiB(16), Duration.ofSeconds(10));
  }

  public MirrorSettings {
    methods = List.copyOf(methods);
    for (int i = 0; i < methods.size(); i++) {
      String method = methods.get(i);
      Expect.that(Tokens.isToken(method), "methods[" + i + "]", method, "a method such as GET");
    }
    Expect.within("pending", pending, 1, 100_000);
    Expect.within("memory", memory, new ByteSize(0), ByteSize.ofGiB(1));
    Expect.positive("timeout", timeout);
  }
}
