package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.body.Pressure;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.time.Timed;
import dev.gatehouse.core.transport.Holdings;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.ServerConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients' connections of one event loop, and the turn in which what they hold is counted and,
 * if memory is short, some of them are ended.
 *
 * <p>Confined to its event loop.
 */
final class Shedder extends Timed {
  private static final long CALM_MILLIS = 200;

  /** So many idle connections are closed in one turn: the others may be lucky. */
  private static final int IDLE_AT_ONCE = 256;

  /** One connection and its place in the list. */
  static final class Member {
    private final ServerConnection connection;
    private final ConnectionObserver observer;
    private int place;
    private long held;
    private boolean told;

    private Member(ServerConnection connection, ConnectionObserver observer, int place) {
      this.connection = connection;
      this.observer = observer;
      this.place = place;
    }
  }

  private final Loop loop;
  private final Shedding all;
  private final Holdings holdings = new Holdings();
  private final List<Member> members = new ArrayList<>();

  Shedder(Loop loop, Shedding all) {
    this.loop = loop;
    this.all = all;
  }

  void begin() {
    loop.deadlines().add(this);
    deadline(loop.in(CALM_MILLIS));
  }

  /** Watches {@code connection} from now on; {@code observer} hears if it is ended. */
  Member add(ServerConnection connection, ConnectionObserver observer) {
    Member member = new Member(connection, observer, members.size());
    members.add(member);
    return member;
  }

  /** The connection is closed. Called once. */
  void remove(Member member) {
    Member last = members.removeLast();
    if (last != member) {
      members.set(member.place, last);
      last.place = member.place;
    }
  }

  @Override
  protected void expired(long now) {
    count();
    Pressure pressure = all.count(loop.index(), holdings);
    loop.overloaded(pressure.refuses());
    if (pressure != Pressure.NONE) {
      closeIdle();
    }
    if (pressure == Pressure.LARGEST) {
      endLargest(all.share(holdings));
    }
    deadline(all.isAmple() ? loop.in(CALM_MILLIS) : now);
  }

  private void count() {
    holdings.reset();
    for (Member member : members) {
      member.connection.held(holdings);
      member.held = holdings.end();
    }
  }

  private void closeIdle() {
    int left = IDLE_AT_ONCE;
    for (int i = members.size() - 1; i >= 0 && left > 0; i--) {
      Member member = i < members.size() ? members.get(i) : null;
      if (member != null && member.connection.idle()) {
        left--;
        end(member);
      }
    }
  }

  /** Ends the largest until they have held {@code bytes} together. */
  private void endLargest(long bytes) {
    long threshold = holdings.largest(bytes);
    long left = bytes;
    for (int i = members.size() - 1; i >= 0 && left > 0; i--) {
      Member member = i < members.size() ? members.get(i) : null;
      if (member != null && member.held >= threshold) {
        left -= member.held;
        end(member);
      }
    }
  }

  private void end(Member member) {
    if (!member.told) {
      member.told = true;
      member.observer.ended(loop.index(), Ending.MEMORY);
    }
    member.connection.shed();
  }
}
