package dev.gatehouse.core.routing;

import java.util.List;

/**
 * A route that others keep requests from which it would match.
 *
 * @param index its place in the file, from 0
 * @param route its name
 * @param whole whether it gets none at all; else it gets fewer than its own conditions let one
 *     think
 * @param by the names of the routes that get them
 * @param where where they do: hosts, listeners and methods, in words; empty for everywhere
 * @param why what the first of them has before it, in words
 */
public record Shadow(
    int index, String route, boolean whole, List<String> by, String where, String why) {}
