package dev.gatehouse.core.transport.journey;

/** What one side of a journey speaks. */
enum Wire {
  H1,
  H2
}
