package dev.gatehouse.core.routing;

import java.util.List;

/**
 * One line of a {@link RouteTable}: what a request has to look like, and what it then gets.
 *
 * @param name the route's name, for people
 * @param listeners the names of the listeners it is for; empty for all
 * @param match what the request has to look like
 * @param value what {@link RouteTable#match} returns
 */
public record RouteRule<T>(String name, List<String> listeners, MatchSettings match, T value) {
  public RouteRule {
    listeners = List.copyOf(listeners);
  }
}
