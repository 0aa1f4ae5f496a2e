package dev.gatehouse.server.config.load;

import java.nio.file.Path;
import java.util.List;

/**
 * What a configuration was read from.
 *
 * @param name what problems call it: most often a file
 * @param text as it is written, with its references to variables and files
 * @param files those whose content stands in values, by {@code ${file:PATH}}
 */
public record Origin(String name, String text, List<Path> files) {}
