/**
 * The way from a configuration file to its settings: the YAML parser's events become a tree that
 * knows its positions, references to the environment and to files are put in, and the tree is bound
 * to the settings records. Every step goes on after a problem, so that one run shows all of them.
 *
 * <p>Threading: what a load returns is immutable; a load itself is used by one thread.
 */
@NullMarked
package dev.gatehouse.server.config.load;

import org.jspecify.annotations.NullMarked;
