package dev.gatehouse.core.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a list that may be left out, and is empty then, where another key makes up for it: a record
 * with nothing but defaults is not valid.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface EmptyByDefault {
  /** The key that may make up for it. */
  String unless();
}
