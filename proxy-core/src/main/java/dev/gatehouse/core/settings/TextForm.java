package dev.gatehouse.core.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type that can be written as one text: it has a {@code public static parse(String)}, which
 * throws {@link IllegalArgumentException} for any other text.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TextForm {
  /** What is expected, as a problem says it: {@code "a size such as 64KiB"}. */
  String expected();

  /** A regular expression (ECMA 262) that every valid text matches; it may match more. */
  String pattern() default "";
}
