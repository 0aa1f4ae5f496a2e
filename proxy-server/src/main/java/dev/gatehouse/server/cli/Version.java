package dev.gatehouse.server.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, as its jar's manifest states it. */
public final class Version implements IVersionProvider {
  /** The version, or {@code development} where classes run outside a jar. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"gatehouse " + text() + " (Java " + Runtime.version() + ")"};
  }
}
