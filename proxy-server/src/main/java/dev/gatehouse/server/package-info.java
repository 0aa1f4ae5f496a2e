/** The program: command line, configuration, administration, and what the proxy tells of itself. */
@NullMarked
package dev.gatehouse.server;

import org.jspecify.annotations.NullMarked;
