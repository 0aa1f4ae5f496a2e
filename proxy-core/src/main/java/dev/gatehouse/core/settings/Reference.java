package dev.gatehouse.core.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a component whose text, or each of whose texts, must be a name defined elsewhere. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Reference {
  /** The top-level section that defines the names, such as {@code pools}. */
  String value();
}
