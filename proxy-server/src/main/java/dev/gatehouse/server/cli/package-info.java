/**
 * The command line: {@code run}, {@code proxy}, {@code check}, {@code explain}. Each command is a
 * thin shell around what the server does anyway.
 *
 * <p>What a command has to say goes to the standard output, problems and the program's log to the
 * standard error.
 *
 * <p>Exit codes: 0 done, 1 the configuration or the input is wrong, 2 usage, 3 cannot bind or
 * start. Threading: the main thread.
 */
@NullMarked
package dev.gatehouse.server.cli;

import org.jspecify.annotations.NullMarked;
